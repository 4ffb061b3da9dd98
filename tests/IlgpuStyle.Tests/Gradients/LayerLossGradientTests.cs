using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Gradients;

/// <summary>
/// The gradient of every kind of layer term against central differences of its value, in float64 and in every coordinate; with and
/// without a mask, and for maps that come in one piece or in two.
/// </summary>
[Trait("Category", "Gradients")]
public sealed class LayerLossGradientTests
{
    private static readonly TensorShape s_shape = new(3, 6, 5);

    private readonly ReferenceBackend _backend = new();

    public static TheoryData<string, bool, int> StyleCases()
    {
        TheoryData<string, bool, int> cases = [];
        // These read all layers at once: NearestStyleLossTests, SlicedStyleLossTests, SampledLossTests.
        foreach (StyleKind kind in Enum.GetValues<StyleKind>().Except([StyleKind.Nearest, StyleKind.Sliced, StyleKind.EarthMover]))
        {
            foreach (bool masked in new[] { false, true })
            {
                cases.Add(kind.ToString(), masked, 1);
                cases.Add(kind.ToString(), masked, 2);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(StyleCases))]
    public void StyleLoss_EveryKind_MatchesCentralDifferences(string kind, bool masked, int pieces)
    {
        LossPreset preset = LossPresets.Cs231n with { StyleKind = Enum.Parse<StyleKind>(kind), ActivationShift = -0.7 };
        using StyleLoss loss = NewStyleLoss(preset, masked, pieces);
        AssertGradient(loss, pieces);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public void ContentLoss_WithAndWithoutMask_MatchesCentralDifferences(bool masked, int pieces)
    {
        Tensor[] targets = [.. Pieces(pieces).Select(piece => _backend.Holding(piece.Shape, Normal(piece.Shape, 5 + piece.Window.Index)))];
        LayerMask? mask = masked ? LayerMask.Root(_backend, "mask", Ramp()) : null;
        using ContentLoss loss = new(
            _backend, "layer", new(targets, ContentTarget.FactorOf(_backend, targets, ContentNormalization.HalfRelative)), 1.3, mask);
        AssertGradient(loss, pieces);
    }

    [Fact]
    public void NormalizedGradientLoss_AnyTerm_HasTheTermsDirectionAndItsWeightAsLength()
    {
        const double Weight = 2.5;
        double[] plain = Gradient(NewStyleLoss(LossPresets.Cs231n, masked: false, pieces: 1, Weight));
        using NormalizedGradientLoss loss = new(
            _backend, NewStyleLoss(LossPresets.Cs231n, masked: false, pieces: 1, Weight), Weight, pieces: 1,
            TileMember.Alone);
        double[] normalized = Gradient(loss);
        double norm = plain.Sum(Math.Abs) / Weight;
        Assert.All(plain.Zip(normalized), pair => Assert.Equal(pair.First / (norm + 1e-8), pair.Second, 1e-12));
        Assert.Equal(Weight, normalized.Sum(Math.Abs), 1e-6);
    }

    private StyleLoss NewStyleLoss(LossPreset preset, bool masked, int pieces, double weight = 1.7)
    {
        bool withMean = preset.StyleKind != StyleKind.Gram;
        double kappa = preset.MomentScale(s_shape.Channels);
        FeatureStatistics style = new(_backend, "style", s_shape, 1, kappa, withMean);
        style.Add(_backend.Holding(s_shape, Normal(s_shape, seed: 3)), new FeatureWindow(0, 0, 0));
        StyleTarget target = style.Take();
        LayerMask? mask = masked ? LayerMask.Normalized(_backend, "mask", Ramp()) : null;
        IStyleMeasure measure = preset.StyleKind == StyleKind.Wasserstein
            ? new WassersteinMeasure(_backend, "layer", target, weight)
            : new GramMeasure(_backend, "layer", target, preset, weight);
        return new StyleLoss("layer", "", new FeatureStatistics(_backend, "picture", s_shape, pieces, kappa, withMean, mask), measure);
    }

    private static Mask Ramp() =>
        new(s_shape.Width, s_shape.Height, [.. Enumerable.Range(0, s_shape.Positions).Select(i => (i + 1f) / s_shape.Positions)]);

    private void AssertGradient(ILayerLoss loss, int pieces)
    {
        double[] x = Normal(s_shape, seed: 2);
        CentralDifference.AssertGradient(at => Evaluate(loss, at, pieces).Value, x, Evaluate(loss, x, pieces).Gradient);
    }

    private double[] Gradient(ILayerLoss loss) => Evaluate(loss, Normal(s_shape, seed: 2), pieces: 1).Gradient;

    private (double Value, double[] Gradient) Evaluate(ILayerLoss loss, double[] x, int pieces)
    {
        using ScalarBuffer results = _backend.AllocateScalars(loss.Slots + 1);
        loss.Begin();
        foreach ((FeatureWindow window, TensorShape shape) in Pieces(pieces))
            loss.Accumulate("layer", _backend.Holding(shape, Cut(x, window, shape)), window, results, 1);
        loss.Finish(results, 1);
        double[] gradient = new double[x.Length];
        foreach ((FeatureWindow window, TensorShape shape) in Pieces(pieces))
        {
            Tensor gradFeatures = _backend.Allocate("gradient", shape);
            loss.AccumulateGradient("layer", _backend.Holding(shape, Cut(x, window, shape)), window, gradFeatures, results, 1);
            double[] piece = new double[shape.Length];
            _backend.DownloadDouble(gradFeatures, piece);
            for (int i = 0; i < piece.Length; i++)
                gradient[IndexOf(i, window, shape)] = piece[i];
        }

        double[] values = new double[results.Length];
        _backend.Download(results, values);
        return (values.Sum() + loss.HostValue, gradient);
    }

    /// <summary>The whole map, or its first two rows and the rest.</summary>
    private static IEnumerable<(FeatureWindow Window, TensorShape Shape)> Pieces(int pieces) => pieces == 1
        ? [(new FeatureWindow(0, 0, 0), s_shape)]
        : [(new FeatureWindow(0, 0, 0), s_shape with { Height = 2 }),
            (new FeatureWindow(1, 2, 0), s_shape with { Height = s_shape.Height - 2 })];

    private static double[] Cut(double[] x, FeatureWindow window, TensorShape shape) =>
        [.. Enumerable.Range(0, (int)shape.Length).Select(i => x[IndexOf(i, window, shape)])];

    private static int IndexOf(int i, FeatureWindow window, TensorShape shape)
    {
        (int channel, int position) = (i / shape.Positions, i % shape.Positions);
        return channel * s_shape.Positions + (window.Top + position / shape.Width) * s_shape.Width + window.Left + position % shape.Width;
    }

    private static double[] Normal(TensorShape shape, int seed) => RandomData.ToDouble(RandomData.Normal(shape, seed));
}
