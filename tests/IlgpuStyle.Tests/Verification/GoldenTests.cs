using IlgpuStyle.Backends;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Verification;

namespace IlgpuStyle.Tests.Verification;

/// <summary>Losses, gradients and activations of an independent float64 autograd, on every backend.</summary>
public sealed class GoldenTests
{
    // 14 activations; 6 presets with 4 loss values and a gradient each.
    private const int ValuesPerFile = 14 + 6 * 5;

    [Theory]
    [InlineData(GoldenFiles.Average)]
    [InlineData(GoldenFiles.Max)]
    public void Golden_OnTheReference_Agrees(string file) => AssertAgrees(BackendCatalogue.Reference, file);

    [Theory]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [InlineData(GoldenFiles.Average)]
    [InlineData(GoldenFiles.Max)]
    public void Golden_OnSimd_Agrees(string file) => AssertAgrees("simd", file);

    [Theory]
    [Trait("Category", "Kernels")]
    [InlineData(GoldenFiles.Average)]
    [InlineData(GoldenFiles.Max)]
    public void Golden_OnIlgpuCpu_Agrees(string file) => AssertAgrees("ilgpu-cpu", file);

    [Fact]
    public void Run_FileWithoutPictures_SaysWhatIsMissing()
    {
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Reference);
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "nothing.safetensors");
        IlgpuStyle.Weights.SafetensorsWriter.Write(path, new Dictionary<string, string>(), []);
        InputException error = Assert.Throws<InputException>(() => GoldenVerification.Run(backend, path));
        Assert.Contains("image.content", error.Message);
    }

    private static void AssertAgrees(string backendName, string file)
    {
        using IBackend backend = BackendCatalogue.Open(backendName);
        IReadOnlyList<GoldenResult> results = GoldenVerification.Run(backend, GoldenFiles.PathOf(file));
        Assert.Equal(ValuesPerFile, results.Count);
        Assert.All(results, result => Assert.True(result.Passed, result.ToString()));
    }
}
