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
        { 81, 66, new TilePlan([new("pool1", 10, 12), new("pool2", 20, Whole), new("pool3", 32, 32), new("pool4", 16, 32),
            new("", 16, 16)]) },
        { 177, 35, TilePlan.Tiles(32) },
        { 36, 162, new TilePlan([new("pool3", 16, 16), new(TilePlan.Deepest, Whole, 16)]) },
        { 40, 40, new TilePlan([new(TilePlan.Deepest, Whole, Whole)]) },
    };

    /// <summary>Of the plans those of one segment and one of several: the reference is slow, and the others differ in numbers.</summary>
    public static TheoryData<int, int, TilePlan> PlansForTheReference() => new()
    {
        { 49, 83, TilePlan.Tiles(16) },
        { 50, 113, new TilePlan([new TileSegment(TilePlan.Deepest, Whole, 48)]) },
        { 81, 66, new TilePlan([new("pool1", 10, 12), new("pool2", 20, Whole), new("pool3", 32, 32), new("pool4", 16, 32),
            new("", 16, 16)]) },
    };

    [Theory]
    [MemberData(nameof(PlansForTheReference))]
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

    /// <summary>Height, width, plan and tiles: halos that go round one axis or both, a side that the grid does not divide, one that is all
    /// halo.</summary>
    public static TheoryData<int, int, TilePlan, int> Rings() => new()
    {
        { 96, 128, new TilePlan([new("pool2", 32, 32), new(TilePlan.Deepest, Whole, Whole)]), 13 },
        { 64, 288, new TilePlan([new(TilePlan.Deepest, Whole, 32)]), 9 },
        { 272, 48, new TilePlan([new("pool3", 64, 64), new(TilePlan.Deepest, 32, Whole)]), 14 },
        { 75, 96, new TilePlan([new("pool2", 32, 32), new(TilePlan.Deepest, 32, 32)]), 4 },
        { 64, 64, TilePlan.Tiles(16), 1 },
    };

    [Theory]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    [MemberData(nameof(Rings))]
    public void Evaluate_CircularPadding_EqualsTheWhole(int height, int width, TilePlan plan, int tiles) =>
        Assert.Equal(tiles, AssertEqualsWhole(BackendCatalogue.Simd, height, width, plan, PoolingKind.Average, PaddingMode.Circular, 1e-6,
            1e-5));

    [Fact]
    public void Evaluate_CircularPaddingOnTheReference_EqualsTheWhole() => AssertEqualsWhole(
        BackendCatalogue.Reference, 96, 64, new TilePlan([new("pool2", 32, 32), new(TilePlan.Deepest, Whole, Whole)]), PoolingKind.Max,
        PaddingMode.Circular, 1e-12, 1e-6);

    [Fact]
    public void Cut_FirstPaddingOfAnotherKind_IsRefused()
    {
        TestNetworks.Write(_path, "vgg19", _ => 3);
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Reference);
        using WeightsFile weights = WeightsFile.Open(_path);
        using PreparedNetwork network =
            new(backend, weights, _preset.Layers, new NetworkOptions(null, PaddingMode.Circular, PaddingMode.Zero));
        Assert.Contains("pad all layers alike", Assert.Throws<InputException>(
            () => new TiledFeatureNetwork(network, new TensorShape(3, 64, 64), ["conv2_1"], withBackward: true, TilePlan.Tiles(16)))
                .Message);
    }

    [Fact]
    public void Evaluate_NormalizedGradientsOnTheReference_EqualTheWhole() => AssertEqualsWhole(
        BackendCatalogue.Reference, 64, 64, TilePlan.Tiles(32), PoolingKind.Average, PaddingMode.Zero, 1e-12, 1e-6,
        _preset with { NormalizeGradients = true });

    // In float32 the deepest term, behind thirteen convolutions, has the largest rounding error, and here it weighs as much as the others:
    // up to 1.0·10⁻⁵ is left of a gradient that agrees to 10⁻⁶ in float64.
    [Theory]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    [MemberData(nameof(Plans))]
    public void Evaluate_NormalizedGradients_EqualTheWhole(int height, int width, TilePlan plan) => AssertEqualsWhole(
        BackendCatalogue.Simd, height, width, plan, PoolingKind.Average, PaddingMode.Zero, 1e-6, 3e-5,
            _preset with { NormalizeGradients = true });

    [Fact]
    [Trait("Category", "WholeNetwork")]
    public void OnTile_NormalizedGradients_CountsTheirPassToo()
    {
        TestNetworks.Write(_path, "vgg19", _ => 3);
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Simd);
        using WeightsFile weights = WeightsFile.Open(_path);
        LossPreset preset = _preset with { NormalizeGradients = true };
        using PreparedNetwork network = new(backend, weights, preset.Layers, new NetworkOptions());
        TilePlan plan = TilePlan.Tiles(32);
        RgbImage picture = TestPictures.Noise(64, 96, 1);
        using StyleTransferObjective objective =
            new(network, preset, TransferTargets.Compute(network, preset, picture, picture, plan), picture.Shape, plan);
        using Tensor image = backend.Allocate("image", picture.Shape), gradient = backend.Allocate("gradient", picture.Shape);
        List<(int, int)> seen = [];
        objective.OnTile = (done, count) => seen.Add((done, count));
        objective.Evaluate(image, gradient);
        Assert.Equal(Enumerable.Range(1, 18).Select(done => (done, 18)), seen);
    }

    [Fact]
    [Trait("Category", "Kernels")]
    public void Evaluate_OnIlgpuCpu_EqualsTheWhole() => AssertEqualsWhole(
        "ilgpu-cpu", 35, 33, new TilePlan([new("pool2", 16, 16), new(TilePlan.Deepest, 16, Whole)]), PoolingKind.Average, PaddingMode.Zero,
            1e-6, 1e-5);

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
        RgbImage content = TestPictures.Noise(Height, Width, 1), start = TestPictures.Noise(Height, Width, 3),
            first = TestPictures.Noise(52, 71, 2), second = TestPictures.Noise(64, 48, 4);
        Mask left = new(Width, Height, [.. Enumerable.Range(0, Width * Height).Select(i => Math.Clamp(1.5f - i % Width / 60f, 0, 1))]);
        StyleSource[] styles = [new(first, 1, null, left), new(second, 2, null, left.Inverse())];
        TransferTargets Targets(TilePlan? plan) =>
            TransferTargets.Compute(network, _preset with { StyleKind = kind }, content, styles, left, plan);
        TilePlan tiles = new([new("pool2", 32, 40), new(TilePlan.Deepest, 32, Whole)]);
        (double whole, float[] wholeGradient) = Evaluate(network, Targets(null), content, start, plan: null);
        (double tiled, float[] tiledGradient) = Evaluate(network, Targets(tiles), content, start, tiles);
        AssertClose(tiles, whole, wholeGradient, tiled, tiledGradient, 1e-6, 1e-5);
    }

    /// <summary>Returns the tiles of one pass.</summary>
    private int AssertEqualsWhole(
        string backendName, int height, int width, TilePlan plan, PoolingKind pooling, PaddingMode padding, double lossTolerance,
        double gradientTolerance, LossPreset? formula = null)
    {
        LossPreset preset = formula ?? _preset;
        TestNetworks.Write(_path, "vgg19", layer => 3 + layer[4] - '0' + layer[6] - '0');
        using IBackend backend = BackendCatalogue.Open(backendName);
        using WeightsFile weights = WeightsFile.Open(_path);
        using PreparedNetwork network = new(backend, weights, _preset.Layers, new NetworkOptions(pooling, padding));
        RgbImage content = TestPictures.Noise(height, width, 1), style = TestPictures.Noise(52, 71, 2),
            start = TestPictures.Noise(height, width, 3);
        (double whole, float[] wholeGradient) = Evaluate(
            network, TransferTargets.Compute(network, preset, content, style), content, start, plan: null, preset);
        (double tiled, float[] tiledGradient) = Evaluate(
            network, TransferTargets.Compute(network, preset, content, style, plan), content, start, plan, preset);
        AssertClose(plan, whole, wholeGradient, tiled, tiledGradient, lossTolerance, gradientTolerance);
        using TiledFeatureNetwork cut = new(network, start.Shape, preset.Layers, withBackward: true, plan);
        return cut.Tiles;
    }

    private static void AssertClose(
        TilePlan plan, double whole, float[] wholeGradient, double tiled, float[] tiledGradient, double lossTolerance,
            double gradientTolerance)
    {
        Assert.InRange(tiled / whole, 1 - lossTolerance, 1 + lossTolerance);
        double difference = Math.Sqrt(wholeGradient.Zip(tiledGradient, (a, b) => ((double)a - b) * ((double)a - b)).Sum());
        double norm = Math.Sqrt(wholeGradient.Sum(g => (double)g * g));
        Assert.True(difference <= gradientTolerance * norm, $"{plan}: gradient differs by {difference / norm}");
    }

    /// <summary>The loss and gradient of the second of two evaluations: the first leaves its traces in every buffer.</summary>
    private (double Loss, float[] Gradient) Evaluate(
        PreparedNetwork network, TransferTargets targets, RgbImage content, RgbImage start, TilePlan? plan, LossPreset? preset = null)
    {
        IBackend backend = network.Backend;
        using StyleTransferObjective objective = new(
            network, preset ?? _preset, targets, start.Shape, plan);
        using Tensor image = backend.Allocate("image", start.Shape), gradient = backend.Allocate("gradient", start.Shape);
        backend.Upload(content.Data, image);
        objective.Evaluate(image, gradient);
        backend.Upload(start.Data, image);
        double loss = objective.Evaluate(image, gradient);
        float[] values = new float[start.Data.Length];
        backend.Download(gradient, values);
        return (loss, values);
    }
}
