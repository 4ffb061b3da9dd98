using System.Runtime.CompilerServices;
using IlgpuStyle.Cli.Commands;
using IlgpuStyle.Cli.Doctor;
using IlgpuStyle.Tests.Imaging;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Cli;

/// <summary>What doctor finds, and what it makes of it.</summary>
[Collection("console")]
[Trait("Category", "WholeNetwork")]
public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _home = Environment.GetEnvironmentVariable("ILGPUSTYLE_HOME");

    public DoctorTests()
    {
        // It sets the variable itself, once.
        RuntimeHelpers.RunClassConstructor(typeof(CommandRun).TypeHandle);
        Environment.SetEnvironmentVariable("ILGPUSTYLE_HOME", _folder.File("home"));
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ILGPUSTYLE_HOME", _home);
        _folder.Dispose();
    }

    [Fact]
    public void Doctor_OnThisMachine_FindsThatARunWorks()
    {
        (int code, string text, string error) = CommandRun.Of("doctor");
        Assert.Equal((0, ""), (code, error));
        Assert.DoesNotContain("BROKEN", text);
        Assert.Contains("a run works", text);
        foreach (string subject in (string[])["runtime", "processor", "memory", "cuda", "opencl", "PNG", "JPEG", "weights", "computing"])
            Assert.Contains(subject, text);
        Assert.False(Directory.Exists(_folder.File("home")), "a check makes nothing");
    }

    [Fact]
    public void Doctor_DamagedWeights_IsBrokenAndSaysWhatToDo()
    {
        Directory.CreateDirectory(_folder.File("home/weights"));
        File.WriteAllBytes(WeightsStore.Default.PathOf("vgg19"), new byte[100]);
        (int code, string text, _) = CommandRun.Of("doctor");
        Assert.Equal(1, code);
        Assert.Contains("BROKEN", text);
        Assert.Contains("istyle weights get vgg19", text);
    }

    [Fact]
    public void Memory_Little_IsANote()
    {
        Assert.Equal(Verdict.Good, MachineChecks.MemoryFinding(8L << 30, 4L << 30).Verdict);
        Assert.Equal(Verdict.Note, MachineChecks.MemoryFinding(8L << 30, 100L << 20).Verdict);
        Assert.Equal(Verdict.Note, MachineChecks.MemoryFinding(100L << 20, null).Verdict);
    }

    [Fact]
    public void Folder_ThatCannotBeWritten_IsANoteWithTheRemedy()
    {
        // Below a file there is no folder, whoever asks; root may write everywhere else.
        File.WriteAllText(_folder.File("file"), "");
        Finding finding = FileChecks.Folder("folder", "/proc/self/none", "remedy");
        Assert.Equal((Verdict.Note, "remedy"), (finding.Verdict, finding.Remedy));
        Assert.Equal(Verdict.Good, FileChecks.Folder("folder", _folder.File("not/there/yet"), "").Verdict);
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public void Print_OneBrokenThing_Exits1()
    {
        StringWriter output = new();
        Assert.Equal(0, DoctorCommand.Print([Finding.Good("a", "fine"), Finding.Note("b", "so so", "mend it")], output));
        Assert.Contains("mend it", output.ToString());
        Assert.Equal(1, DoctorCommand.Print([Finding.Good("a", "fine"), Finding.Broken("b", "bad", "mend it")], output));
    }
}
