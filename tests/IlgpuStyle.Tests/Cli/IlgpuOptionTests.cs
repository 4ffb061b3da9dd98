using System.Runtime.CompilerServices;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli;

/// <summary>The options of the ILGPU backends on the command line.</summary>
[Collection("console")]
public sealed class IlgpuOptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;
    private readonly string? _home = Environment.GetEnvironmentVariable("ILGPUSTYLE_HOME");
    private readonly string _photo;
    private string _text = "";

    public IlgpuOptionTests()
    {
        // It sets the variable itself, once.
        RuntimeHelpers.RunClassConstructor(typeof(CommandRun).TypeHandle);
        _photo = Path.Combine(_folder, "photo.png");
        ImageFile.Write(_photo, TestPictures.Waves(16, 16, 1));
        Environment.SetEnvironmentVariable("ILGPUSTYLE_HOME", Path.Combine(_folder, "home"));
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ILGPUSTYLE_HOME", _home);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Autotune_IlgpuCpu_KeepsItsMeasurementsInTheUsersFolder()
    {
        Transfer("ilgpu-cpu", 0, "--autotune");
        string kept = File.ReadAllText(Assert.Single(Directory.GetFiles(Path.Combine(_folder, "home", "tuning"))));
        Assert.Matches("kernel 3, stride 1, padding 1 0, masked\": \"(blocked|winograd)\"", kept);
    }

    [Fact]
    public void Autotune_Simd_SaysThatThereIsNothingToTune() =>
        Assert.Contains("--autotune: the simd backend", Transfer("simd", 1, "--autotune"));

    // Two runs for all of it: on this device each takes seconds.
    [Fact]
    public void Options_IlgpuCpu_AreSaidAndKept()
    {
        Transfer("ilgpu-cpu", 0, "--convolution", "direct");
        Assert.Contains(", convolutions: direct", _text);
        Assert.DoesNotContain("vectors and tiles on the host", _text);
        Assert.DoesNotContain("activations in half precision", _text);
        Transfer("ilgpu-cpu", 0, "--convolution", "winograd", "--half", "--offload");
        Assert.Contains(", convolutions: winograd", _text);
        Assert.Contains("vectors and tiles on the host", _text);
        Assert.Contains("activations in half precision", _text);
        Assert.True(PictureRecord.Read(Path.Combine(_folder, "out.png")).Run.Settings.Has(MachineSettings.Offload));
    }

    [Fact]
    public void Half_Simd_SaysThatItKeepsFloat32() =>
        Assert.Contains("--half: the simd backend keeps float32 only", Transfer("simd", 1, "--half"));

    [Theory]
    [InlineData("simd", "--tf32: the simd backend has no tensor cores; choose --backend cuda.")]
    [InlineData("ilgpu-cpu", "--tf32: CPUAccelerator (ilgpu-cpu) has no tensor cores for it; expected a CUDA card")]
    [InlineData("ilgpu-cpu", "--tf32 and --convolution winograd exclude each other", "--convolution", "winograd")]
    public void Tf32_NoTensorCores_IsRefusedInOneLine(string backend, string message, params string[] more) =>
        Assert.Contains(message, Transfer(backend, 1, ["--tf32", .. more]));

    [Theory]
    [InlineData("ilgpu-cpu", "--convolution 'fft': expected auto, direct, winograd.", "--convolution", "fft")]
    [InlineData("ilgpu-cpu", "--autotune and --convolution exclude each other", "--convolution", "direct", "--autotune")]
    public void Convolution_BadChoice_IsRefusedInOneLine(string backend, string message, params string[] more) =>
        Assert.Contains(message, Transfer(backend, 1, more));

    [Fact]
    public void Offload_Simd_SaysThatThereIsNoOtherMemory() =>
        Assert.Contains("--offload: the simd backend works in the host's memory already", Transfer("simd", 1, "--offload"));

    [Fact]
    public void Offload_WithScratch_IsRefused() => Assert.Contains(
        "--offload and --scratch exclude each other", Transfer("ilgpu-cpu", 1, "--offload", "--scratch", _folder));

    private string Transfer(string backend, int expectedCode, params string[] more)
    {
        (int code, _text, string error) = CommandRun.Of(
            ["transfer", _photo, _photo, "-o", Path.Combine(_folder, "out.png"), "--size", "16", "--scales", "1", "-n", "1", "--backend",
                backend, .. more]);
        Assert.True(code == expectedCode, $"exit code {code}: {error}");
        return error;
    }
}
