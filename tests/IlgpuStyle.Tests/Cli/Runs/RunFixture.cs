using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>A folder with two small pictures, and runs of <c>transfer</c> that somebody stops.</summary>
public abstract class RunFixture : IDisposable
{
    protected RunFixture()
    {
        Folder = Directory.CreateTempSubdirectory("istyle-").FullName;
        Photo = PathOf("photo.png");
        Painting = PathOf("painting.png");
        ImageFile.Write(Photo, TestPictures.Waves(40, 30, 1));
        ImageFile.Write(Painting, TestPictures.Waves(36, 32, 2));
    }

    protected string Folder { get; }

    protected string Photo { get; }

    protected string Painting { get; }

    protected string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>A checkpoint's bytes with the seal that they need.</summary>
    protected static byte[] Sealed(byte[] bytes)
    {
        byte[] all = bytes[..^SHA256.HashSizeInBytes];
        return [.. all, .. SHA256.HashData(all)];
    }

    /// <summary>The same of a checkpoint with another header.</summary>
    protected static byte[] Sealed(string header, ReadOnlySpan<byte> data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, text.Length);
        return Sealed([.. size, .. text, .. data]);
    }

    /// <summary>The arguments of a short run, output in the folder.</summary>
    protected string[] Arguments(string output, params string[] more) =>
        [Photo, Painting, "-o", PathOf(output), "--size", "32", "-n", "6", "--backend", "simd", .. more];

    /// <summary>The settings of a typed command.</summary>
    internal static SettingValues Typed(string[] arguments, RunKind? kind = null)
    {
        SettingOptions options = new(kind ?? RunKind.Transfer);
        System.CommandLine.Command command = new("run");
        options.AddTo(command);
        System.CommandLine.ParseResult parsed = command.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return options.Read(parsed);
    }

    /// <summary>A whole run through the program's front door.</summary>
    protected string Transfer(string output, params string[] more)
    {
        (int code, string text, string error) = CommandRun.Of(["transfer", .. Arguments(output, more)]);
        Assert.Equal("", error);
        Assert.Equal(0, code);
        return text;
    }

    /// <summary>A run that is stopped.</summary>
    private protected TransferResult Stopped(IRunObserver stop, string output, params string[] more) =>
        Stopped(stop, Arguments(output, more));

    /// <summary>A run that is stopped.</summary>
    private protected static TransferResult Stopped(IRunObserver stop, string[] arguments)
    {
        SettingValues values = Typed(arguments);
        WeightsChoice choice = WeightsStore.Default.Choose("compact");
        using WeightsFile weights = choice.File;
        using IBackend backend = DeviceChoice.Open(values).Backend;
        RunRequest request = new(values, choice, TerminalRun.Announcements);
        return request.JobOn(request.ReadPictures(), backend, [stop]).Run();
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
