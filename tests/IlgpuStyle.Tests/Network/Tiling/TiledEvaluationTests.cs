using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Network.Tiling;

/// <summary>A tiled evaluation gives the loss and the gradient of the whole one.</summary>
public sealed class TiledEvaluationTests : IDisposable
{
    private const int Whole = TileSegment.Whole;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"istyle-{Guid.NewGuid():N}.safetensors");

    private readonly LossPreset _preset = LossPresets.Relative with
    {
        ContentLayers = [new("conv2_2", 0.4), new("conv4_2", 0.6)],
        StyleLayers = [new("conv1_1", 1), new("conv1_2", 2), new("pool1", 1), new("conv3_1", 1), new("conv5_1", 1)],
    };

    public void Dispose() => File.Delete(_path);

    /// <summary>Height, width and the plan: odd sizes, tiles far smaller than the halo, one row over, strips, segments.</summary>
    public static TheoryData<int, int, TilePlan> Plans() => new()
    {
        { 64, 64, TilePlan.Tiles(32) },
        { 49, 83, TilePlan.Tiles(16) },
        { 65, 33, TilePlan.Tiles(16) },
        { 97, 47, new TilePlan([new TileSegment(TilePlan.Deepest, 16, Whole)]) },
        { 50, 113, new TilePlan([new TileSegment(TilePlan.Deepest, Whole, 48)]) },
        { 79, 95, new TilePlan([new("pool2", 24, 24), new(TilePlan.Deepest, Whole, Whole)]) },
        { 81, 66, new TilePlan([new("pool1", 10, 12), new("pool2", 20, Whole), new("pool3", 32, 32), new("pool4", 16, 32), new("", 16, 16)]) },
        { 337, 35, TilePlan.Tiles(32) },
        { 36, 290, new TilePlan([new("pool3", 16, 16), new(TilePlan.Deepest, Whole, 16)]) },
        { 40, 40, new TilePlan([new(TilePlan.Deepest, Whole, Whole)]) },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Evaluate_OnTheReference_EqualsTheWhole(int height, int width, TilePlan plan) =>
        AssertEqualsWhole(BackendCatalogue.Reference, height, width, plan, PoolingKind.Max, PaddingMode.Zero, 1e-12, 1e-6);

    [Theory]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    [MemberData(nameof(Plans))]
    public void Evaluate_OnSimd_EqualsTheWhole(int height, int width, TilePlan plan)
    {
        foreach (PoolingKind pooling in Enum.GetValues<PoolingKind>())
            AssertEqualsWhole(BackendCatalogue.Simd, height, width, plan, pooling, PaddingMode.Zero, 1e-6, 1e-5);
    }

    [Theory]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    [InlineData(PaddingMode.Replicate)]
    [InlineData(PaddingMode.Reflect)]
    public void Evaluate_OtherPaddings_EqualTheWhole(PaddingMode padding) =>
        AssertEqualsWhole(BackendCatalogue.Simd, 75, 61, TilePlan.Tiles(32), PoolingKind.Average, padding, 1e-6, 1e-5);

    [Fact]
    [Trait("Category", "Kernels")]
    public void Evaluate_OnIlgpuCpu_EqualsTheWhole() => AssertEqualsWhole(
        "ilgpu-cpu", 35, 33, new TilePlan([new("pool2", 16, 16), new(TilePlan.Deepest, 16, Whole)]), PoolingKind.Average, PaddingMode.Zero, 1e-6, 1e-5);

    [Theory]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    [InlineData(StyleKind.Gram)]
    [InlineData(StyleKind.Wasserstein)]
    public void Evaluate_MasksAndTwoStyles_EqualTheWhole(StyleKind kind)
    {
        TestNetworks.Write(_path, "vgg19", layer => 3 + layer[4] - '0' + layer[6] - '0');
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Simd);
        using WeightsFile weights = WeightsFile.Open(_path);
        using PreparedNetwork network = new(backend, weights, _preset.Layers, new NetworkOptions(PoolingKind.Average));
        const int Height = 93, Width = 119;
        RgbImage content = Picture(Height, Width, 1), start = Picture(Height, Width, 3), first = Picture(52, 71, 2), second = Picture(64, 48, 4);
        Mask left = new(Width, Height, [.. Enumerable.Range(0, Width * Height).Select(i => Math.Clamp(1.5f - i % Width / 60f, 0, 1))]);
        StyleSource[] styles = [new(first, 1, null, left), new(second, 2, null, left.Inverse())];
        TransferTargets Targets(TilePlan? plan) =>
            TransferTargets.Compute(network, _preset with { StyleKind = kind }, content, styles, left, plan);
        TilePlan tiles = new([new("pool2", 32, 40), new(TilePlan.Deepest, 32, Whole)]);
        (double whole, float[] wholeGradient) = Evaluate(network, Targets(null), content, start, plan: null);
        (double tiled, float[] tiledGradient) = Evaluate(network, Targets(tiles), content, start, tiles);
        AssertClose(tiles, whole, wholeGradient, tiled, tiledGradient, 1e-6, 1e-5);
    }

    private void AssertEqualsWhole(
        string backendName, int height, int width, TilePlan plan, PoolingKind pooling, PaddingMode padding, double lossTolerance,
        double gradientTolerance)
    {
        TestNetworks.Write(_path, "vgg19", layer => 3 + layer[4] - '0' + layer[6] - '0');
        using IBackend backend = BackendCatalogue.Open(backendName);
        using WeightsFile weights = WeightsFile.Open(_path);
        using PreparedNetwork network = new(backend, weights, _preset.Layers, new NetworkOptions(pooling, padding));
        RgbImage content = Picture(height, width, 1), style = Picture(52, 71, 2), start = Picture(height, width, 3);
        (double whole, float[] wholeGradient) = Evaluate(
            network, TransferTargets.Compute(network, _preset, content, style), content, start, plan: null);
        (double tiled, float[] tiledGradient) = Evaluate(
            network, TransferTargets.Compute(network, _preset, content, style, plan), content, start, plan);
        AssertClose(plan, whole, wholeGradient, tiled, tiledGradient, lossTolerance, gradientTolerance);
    }

    private static void AssertClose(
        TilePlan plan, double whole, float[] wholeGradient, double tiled, float[] tiledGradient, double lossTolerance, double gradientTolerance)
    {
        Assert.InRange(tiled / whole, 1 - lossTolerance, 1 + lossTolerance);
        double difference = Math.Sqrt(wholeGradient.Zip(tiledGradient, (a, b) => ((double)a - b) * ((double)a - b)).Sum());
        double norm = Math.Sqrt(wholeGradient.Sum(g => (double)g * g));
        Assert.True(difference <= gradientTolerance * norm, $"{plan}: gradient differs by {difference / norm}");
    }

    /// <summary>The loss and gradient of the second of two evaluations: the first leaves its traces in every buffer.</summary>
    private (double Loss, float[] Gradient) Evaluate(
        PreparedNetwork network, TransferTargets targets, RgbImage content, RgbImage start, TilePlan? plan)
    {
        IBackend backend = network.Backend;
        using StyleTransferObjective objective = new(
            network, _preset, targets, start.Shape, plan);
        using Tensor image = backend.Allocate("image", start.Shape), gradient = backend.Allocate("gradient", start.Shape);
        backend.Upload(content.Data, image);
        objective.Evaluate(image, gradient);
        backend.Upload(start.Data, image);
        double loss = objective.Evaluate(image, gradient);
        float[] values = new float[start.Data.Length];
        backend.Download(gradient, values);
        return (loss, values);
    }

    private static RgbImage Picture(int height, int width, int seed) =>
        new(width, height, [.. RandomData.Normal(new TensorShape(3, height, width), seed).Select(v => Math.Clamp(0.5f + v / 4, 0, 1))]);
}
