using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli;

/// <summary>The weights commands on files of the real writers.</summary>
[Collection("console")]
public sealed class WeightsCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;
    private readonly string? _home = Environment.GetEnvironmentVariable("ILGPUSTYLE_HOME");

    public WeightsCommandTests() => Environment.SetEnvironmentVariable("ILGPUSTYLE_HOME", Path.Combine(_folder, "home"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("ILGPUSTYLE_HOME", _home);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void List_NothingInstalled_ShowsTheRegistryAndTheFolder()
    {
        (int code, string text, _) = CommandRun.Of("weights", "list");
        Assert.Equal(0, code);
        Assert.Contains("vgg19", text);
        Assert.Contains("embedded", text);
        Assert.Contains(_folder, text);
    }

    [Fact]
    public void Convert_TorchFile_CanBeInspectedCheckedAndUsed()
    {
        string slim = Path.Combine(_folder, "slim.safetensors");
        (int code, string text, string error) =
            CommandRun.Of("weights", "convert", Fixture("squeezenet1_1.pth"), slim, "--family", "torchvision");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Contains("squeezenet1_1", text);
        Assert.Contains("fire2.squeeze", CommandRun.Of("weights", "info", slim).Output);

        string photo = Path.Combine(_folder, "photo.png"), output = Path.Combine(_folder, "out.png");
        ImageFile.Write(photo, TestPictures.Waves(90, 70, 1));
        (code, _, error) = CommandRun.Of(
            "transfer", photo, photo, "-o", output, "--weights", slim, "--size", "72", "-n", "2", "--backend", "simd", "--init", "noise");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Equal(72, ImageFile.Read(output).Width);
    }

    [Fact]
    public void Check_EmbeddedNetwork_IsAsItMustBe()
    {
        (int code, string text, _) = CommandRun.Of("weights", "check", "compact", "--backend", "simd");
        Assert.Equal(0, code);
        Assert.Contains("are right", text);
    }

    [Fact]
    public void Normalize_EmbeddedNetwork_GivesMeansOfOneOnTheSamePictures()
    {
        string photo = Path.Combine(_folder, "photo.png"), output = Path.Combine(_folder, "normal.safetensors");
        ImageFile.Write(photo, TestPictures.Waves(96, 80, 4));
        Assert.Equal(0, CommandRun.Of("weights", "normalize", "compact", output, "--images", photo, "--backend", "simd").Code);
        using IlgpuStyle.Weights.WeightsFile weights = IlgpuStyle.Weights.WeightsFile.Open(output);
        using IlgpuStyle.Backends.IBackend backend = BackendCatalogue.Open(BackendCatalogue.Simd);
        IReadOnlyDictionary<string, float[]> means =
            IlgpuStyle.Network.ActivationStatistics.MeanPerFilter(backend, weights, [ImageFile.Read(photo)]);
        // A filter that never answers stays at 0.
        Assert.All(means.Values.SelectMany(m => m).Where(m => m != 0), mean => Assert.InRange(mean, 0.999f, 1.001f));
    }

    [Theory]
    [InlineData("get", "vgg99")]
    [InlineData("info", "nothing.safetensors")]
    [InlineData("check", "vgg19")]
    [InlineData("convert", "missing.pth", "out.safetensors")]
    public void Weights_Unusable_IsOneLine(params string[] arguments)
    {
        (int code, _, string error) = CommandRun.Of(["weights", .. arguments]);
        Assert.Equal(1, code);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Weights", "fixtures", name);
}
