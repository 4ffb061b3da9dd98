using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Verification;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Verification;

/// <summary>Directional derivatives of the whole objective by finite differences, on every backend.</summary>
public sealed class GradientCheckTests
{
    [Theory]
    [InlineData("relative")]
    [InlineData("gatys")]
    [InlineData("crowsonkb")]
    public void Run_OnTheReference_Agrees(string preset) => AssertAgrees(BackendCatalogue.Reference, preset, 16);

    [Theory]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    [InlineData("relative")]
    [InlineData("gatys")]
    [InlineData("neural-style")]
    [InlineData("coursera")]
    [InlineData("cs231n")]
    [InlineData("crowsonkb")]
    [InlineData("nearest")]
    [InlineData("sliced")]
    [InlineData("strotss")]
    public void Run_OnSimd_Agrees(string preset) => AssertAgrees("simd", preset, GradientCheck.DefaultSize);

    [Fact]
    public void Passed_WrongDerivative_IsFalse()
    {
        Assert.False(new DirectionalDerivative("x", 1, 1.01, GradientCheck.Tolerance).Passed);
        Assert.False(new DirectionalDerivative("x", double.NaN, 1, GradientCheck.Tolerance).Passed);
        Assert.True(new DirectionalDerivative("x", 1, 1.0001, GradientCheck.Tolerance).Passed);
    }

    private static void AssertAgrees(string backendName, string preset, int size)
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        using IBackend backend = BackendCatalogue.Open(backendName);
        IReadOnlyList<DirectionalDerivative> results = GradientCheck.Run(backend, weights, LossPresets.ByName(preset), size);
        Assert.Equal(5, results.Count);
        Assert.All(results, result => Assert.True(result.Passed, $"{result} error {result.RelativeError}"));
    }
}
