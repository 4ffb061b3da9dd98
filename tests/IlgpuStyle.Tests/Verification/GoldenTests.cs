using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
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

    /// <summary>With Winograd pooling is in the same launches as the convolutions, forward and backward, as on a graphics card.</summary>
    [Theory]
    [Trait("Category", "Kernels")]
    [InlineData(BackendCatalogue.IlgpuCpu, GoldenFiles.Average)]
    [InlineData(BackendCatalogue.IlgpuCpuWinograd, GoldenFiles.Max)]
    public void Golden_OnIlgpuCpu_Agrees(string backend, string file) => AssertAgrees(backend, file);

    /// <summary>
    /// Half precision rounds an activation by up to 2⁻¹² of itself; losses, distances of such numbers, keep two to three digits (3·10⁻³ at
    /// worst). In gradients rounding also flips ReLUs that stand at the kink and winners among equal pixels, each of which counts with its
    /// whole share, 1/√units of its layer: in this network of a few hundred units a layer that is several per cent of the gradient. So it
    /// is in float64 arithmetic with rounded activations, and 0.15 % with the masks and winners of the unrounded pass
    /// (kernels/IlgpuStyle.Kernels.Ilgpu/README.md): the error is the storage's. Both tolerances are for that option alone.
    /// </summary>
    [Theory]
    [Trait("Category", "Kernels")]
    [InlineData(GoldenFiles.Average)]
    [InlineData(GoldenFiles.Max)]
    public void Golden_WithHalfActivations_AgreesToTwoDigits(string file)
    {
        const double tolerance = 5e-3, gradientTolerance = 0.1;
        using IBackend backend = IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: new IlgpuOptions { HalfActivations = true });
        IReadOnlyList<Comparison> results = GoldenVerification.Run(backend, GoldenFiles.PathOf(file));
        Assert.Equal(ValuesPerFile, results.Count);
        Assert.All(results, result => Assert.InRange(
            result.RelativeError, 0, result.Subject.EndsWith("gradient", StringComparison.Ordinal) ? gradientTolerance : tolerance));
        Assert.Contains(results, result => !result.Passed);
    }

    /// <summary>
    /// Factors of every convolution, weights too, rounded to TF32: 10 bits behind the point, as half precision has. So losses and gradients
    /// keep the digits that they keep there.
    /// </summary>
    [Theory]
    [InlineData(GoldenFiles.Average)]
    [InlineData(GoldenFiles.Max)]
    public void Golden_WithFactorsInTensorFloat_AgreesToTwoDigits(string file)
    {
        const double tolerance = 5e-3, gradientTolerance = 0.1;
        using TensorFloatBackend backend = new(BackendCatalogue.Open(BackendCatalogue.Simd), _ => true);
        IReadOnlyList<Comparison> results = GoldenVerification.Run(backend, GoldenFiles.PathOf(file));
        Assert.Equal(ValuesPerFile, results.Count);
        Assert.All(results, result => Assert.True(
            result.RelativeError <= (result.Subject.EndsWith("gradient", StringComparison.Ordinal) ? gradientTolerance : tolerance),
            result.ToString()));
        Assert.Contains(results, result => !result.Passed);
    }

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
        AssertAgrees(backend, file);
    }

    /// <summary>All values of a golden file, within its tolerances.</summary>
    internal static void AssertAgrees(IBackend backend, string file)
    {
        IReadOnlyList<Comparison> results = GoldenVerification.Run(backend, GoldenFiles.PathOf(file));
        Assert.Equal(ValuesPerFile, results.Count);
        Assert.All(results, result => Assert.True(result.Passed, result.ToString()));
    }
}
