using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Losses;

/// <summary>Several styles, and masks for content, style and result, on the embedded network.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "WholeNetwork")]
[Trait("Category", "Simd")]
public sealed class StyleRegionTests : IDisposable
{
    private const int Width = 48;
    private const int Height = 32;

    // conv1_1 sees one pixel around: what lies two pixels beyond a mask's edge cannot matter.
    private static readonly LossPreset s_preset = LossPresets.Relative with
    {
        ContentLayers = [new("conv1_1", 1)],
        StyleLayers = [new("conv1_1", 1), new("conv2_1", 0.5)],
        TotalVariationWeight = 0,
    };

    private static readonly LossPreset s_shallow = s_preset with { StyleLayers = [new("conv1_1", 1)] };

    private readonly IBackend _backend = BackendCatalogue.Open("simd");
    private readonly WeightsFile _weights = WeightsFile.OpenEmbedded();
    private readonly RgbImage _content = TestPictures.Waves(Width, Height, 1);
    private readonly RgbImage _first = TestPictures.Waves(Width, Height, 2);
    private readonly RgbImage _second = TestPictures.Waves(40, 36, 3);
    private readonly RgbImage _image = TestPictures.Waves(Width, Height, 4);

    [Fact]
    public void Compute_OneStyleTwice_IsThatStyle() => AssertSame(
        Evaluate(s_preset, [new(_first)]), Evaluate(s_preset, [new(_first, 2), new(_first, 5)]));

    [Fact]
    public void Compute_BlendedStatistics_DependOnTheShares()
    {
        double[] losses = [.. new[] { 0.0, 1, 3 }.Select(weight =>
            Evaluate(s_preset, weight == 0 ? [new(_first)] : [new(_first), new(_second, weight)]).Report.Style)];
        Assert.Equal(3, losses.Distinct().Count());
        // The blend's Gram matrix lies between both; its loss is convex along that line and no larger than the average.
        double apart = 0.25 * losses[0] + 0.75 * Evaluate(s_preset, [new(_second)]).Report.Style;
        Assert.NotEqual(apart, losses[2], 1e-3 * apart);
    }

    [Fact]
    public void Compute_SummedLosses_AreTheWeightedMeanOfEach()
    {
        LossPreset preset = s_preset with { StyleBlend = StyleBlend.Losses };
        LossReport both = Evaluate(preset, [new(_first), new(_second, 3)]).Report;
        double expected = 0.25 * Evaluate(preset, [new(_first)]).Report.Style + 0.75 * Evaluate(preset, [new(_second)]).Report.Style;
        Assert.Equal(expected, both.Style, 1e-6 * expected);
        Assert.Equal(["style 1", "style 2", "style 1", "style 2"], both.Terms.Where(t => t.Kind == LossTermKind.Style).Select(t => t.Part));
    }

    [Fact]
    public void Region_Everywhere_IsNoRegion() => AssertSame(
        Evaluate(s_preset, [new(_first)]), Evaluate(s_preset, [new(_first, Part: Left(_first, 1), Region: Left(_content, 1))]));

    [Fact]
    public void Part_OfTheStyle_HidesTheRestOfThePicture()
    {
        StyleSource half = new(_first, Part: Left(_first, 0.5));
        RgbImage changed = Changed(_first, firstColumn: Width / 2 + 2);
        AssertSame(Evaluate(s_shallow, [half]), Evaluate(s_shallow, [half with { Picture = changed }]));
        Assert.NotEqual(Evaluate(s_shallow, [half]).Report.Style, Evaluate(s_shallow, [new(_first)]).Report.Style);
    }

    [Fact]
    public void Regions_OfTwoStyles_PullOnTheirOwnPixelsOnly()
    {
        Mask left = Left(_content, 0.5), right = left.Inverse();
        (LossReport report, float[] one) = Evaluate(s_shallow, [new(_first, Region: left), new(_second, Region: right)]);
        (_, float[] other) = Evaluate(s_shallow, [new(_first, Region: left), new(_content, Region: right)]);
        Assert.Equal(["region 1", "region 2"], report.Terms.Where(t => t.Kind == LossTermKind.Style).Select(t => t.Part));
        AssertColumns((column, i) =>
        {
            if (column < Width / 2 - 2)
                Assert.Equal(one[i], other[i], 1e-6f);
        });
        Assert.NotEqual(one[Width - 1], other[Width - 1]);
    }

    [Fact]
    public void Regions_WithWeights_CountByTheirShares()
    {
        Mask left = Left(_content, 0.5), right = left.Inverse();
        double[] even = StyleTerms(Evaluate(s_shallow, [new(_first, Region: left), new(_second, Region: right)]).Report);
        double[] uneven = StyleTerms(Evaluate(s_shallow, [new(_first, 3, Region: left), new(_second, Region: right)]).Report);
        Assert.Equal(1.5 * even[0], uneven[0], 1e-6 * even[0]);
        Assert.Equal(0.5 * even[1], uneven[1], 1e-6 * even[1]);
    }

    [Fact]
    public void Regions_Several_PullAsStronglyAsOne() => Assert.Equal(
        Evaluate(s_preset, [new(_first)]).Report.Style,
        Evaluate(s_preset, [new(_first, Region: Left(_content, 1)), new(_first, Region: Left(_content, 1))]).Report.Style,
        1e-5 * Evaluate(s_preset, [new(_first)]).Report.Style);

    [Fact]
    public void ContentMask_HidesTheRestOfTheContent()
    {
        Mask left = Left(_content, 0.5);
        RgbImage changed = Changed(_content, firstColumn: Width / 2 + 2);
        (LossReport report, float[] gradient) = Evaluate(s_shallow with { StyleWeight = 0 }, [new(_first)], left);
        AssertSame((report, gradient), Evaluate(s_shallow with { StyleWeight = 0 }, [new(_first)], left, changed));
        AssertColumns((column, i) => Assert.True(column < Width / 2 + 2 || gradient[i] == 0));
        Assert.Contains(gradient, g => g != 0);
    }

    [Fact]
    public void Region_WithNothingInIt_SaysWhichLayer()
    {
        Mask nothing = new(Width, Height, new float[Width * Height]);
        InputException result = Assert.Throws<InputException>(() => Evaluate(s_preset, [new(_first, Region: nothing)]));
        Assert.Contains("conv1_1", result.Message);
        InputException style = Assert.Throws<InputException>(() => Evaluate(s_preset, [new(_first, Part: nothing)]));
        Assert.Contains("style picture", style.Message);
    }

    [Fact]
    public void FeatureStatistics_SmallRegionOfAConstantMap_AreThoseOfTheWholeMap()
    {
        TensorShape shape = new(5, 16, 16);
        using Tensor features = _backend.Allocate("features", shape);
        _backend.Fill(features, 0.5f);
        Mask corner = new(16, 16, [.. Enumerable.Range(0, 256).Select(i => i is 0 or 1 or 16 ? 0.3f : 0)]);
        float[] whole = Moment(features, null), small = Moment(features, LayerMask.Normalized(_backend, "mask", corner));
        Assert.All(whole.Zip(small), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _backend.Dispose();
    }

    private float[] Moment(Tensor features, LayerMask? mask)
    {
        using FeatureStatistics statistics = new(_backend, "statistics", features.Shape, 1, 1, withMean: true, mask);
        statistics.Add(features, new FeatureWindow(0, 0, 0));
        float[] moment = new float[statistics.Moment.Shape.Length], mean = new float[5];
        _backend.Download(statistics.Moment, moment);
        _backend.Download(statistics.Mean!, mean);
        return [.. moment, .. mean];
    }

    private (LossReport Report, float[] Gradient) Evaluate(
        LossPreset preset, StyleSource[] styles, Mask? contentMask = null, RgbImage? content = null)
    {
        using PreparedNetwork network = new(_backend, _weights, preset.Layers, new NetworkOptions());
        using StyleTransferObjective objective = new(
            network, preset, TransferTargets.Compute(network, preset, content ?? _content, styles, contentMask), _image.Shape);
        using Tensor image = _backend.Allocate("image", _image.Shape), gradient = _backend.Allocate("gradient", _image.Shape);
        _backend.Upload(_image.Data, image);
        objective.Evaluate(image, gradient);
        float[] values = new float[_image.Data.Length];
        _backend.Download(gradient, values);
        return (objective.Report, values);
    }

    private static double[] StyleTerms(LossReport report) =>
        [.. report.Terms.Where(t => t.Kind == LossTermKind.Style).Select(t => t.Value)];

    private static void AssertSame((LossReport Report, float[] Gradient) expected, (LossReport Report, float[] Gradient) actual)
    {
        Assert.Equal(expected.Report.Total, actual.Report.Total, 1e-5 * expected.Report.Total);
        float largest = expected.Gradient.Max(MathF.Abs);
        Assert.All(expected.Gradient.Zip(actual.Gradient), pair => Assert.Equal(pair.First, pair.Second, 1e-4f * largest));
    }

    private static void AssertColumns(Action<int, int> check)
    {
        for (int i = 0; i < 3 * Width * Height; i++)
            check(i % Width, i);
    }

    private static Mask Left(RgbImage picture, double share) => new(
        picture.Width, picture.Height,
        [.. Enumerable.Range(0, picture.Width * picture.Height).Select(i => i % picture.Width < share * picture.Width ? 1f : 0f)]);

    private static RgbImage Changed(RgbImage picture, int firstColumn)
    {
        float[] data = [.. picture.Data.Select((v, i) => i % picture.Width < firstColumn ? v : 1 - v)];
        return new RgbImage(picture.Width, picture.Height, data);
    }
}
