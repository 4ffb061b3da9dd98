using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Losses;

[Trait("Category", "Kernels")]
[Trait("Category", "WholeNetwork")]
[Trait("Category", "Simd")]
public sealed class StyleTransferObjectiveTests
{
    private readonly TensorShape _shape = new(3, 40, 56);

    [Fact]
    public void Evaluate_AtTheContentPicture_HasNoContentLoss()
    {
        LossReport report = Evaluate(LossPresets.Gatys, content: 1, style: 2, start: 1);
        Assert.Equal(0, report.Content);
        Assert.True(report.Style > 0);
    }

    [Fact]
    public void Evaluate_AtTheStylePicture_HasNoStyleLoss()
    {
        LossReport report = Evaluate(LossPresets.Relative, content: 1, style: 2, start: 2);
        Assert.Equal(0, report.Style);
        Assert.True(report.Content > 0);
        Assert.True(report.TotalVariation > 0);
    }

    [Theory]
    [InlineData("nearest")]
    [InlineData("sliced")]
    [InlineData("strotss")]
    public void Evaluate_WholeMapKindAtThePainting_HasNoStyleLoss(string name)
    {
        LossPreset preset = LossPresets.ByName(name);
        LossReport report = Evaluate(preset, content: 1, style: 2, start: 2);
        Assert.Equal(0, report.Style, Tolerances.SumOfDifferences);
        Assert.True(Evaluate(preset, content: 1, style: 2, start: 3).Style > 0.01);
    }

    [Theory]
    [InlineData("nearest")]
    [InlineData("sliced")]
    [InlineData("strotss")]
    public void Evaluate_WholeMapKindWithBlackTargets_StaysFinite(string name)
    {
        RgbImage black = new(_shape.Width, _shape.Height);
        Assert.True(double.IsFinite(Evaluate(LossPresets.ByName(name), black, black, Picture(3)).Total));
    }

    [Theory]
    [InlineData("nearest")]
    [InlineData("sliced")]
    [InlineData("strotss")]
    public void Targets_WholeMapKindWithMask_AreRefusedInOneLine(string name)
    {
        LossPreset preset = LossPresets.ByName(name);
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        using PreparedNetwork network = new(backend, weights, preset.Layers, new NetworkOptions());
        Mask mask = new(_shape.Width, _shape.Height, [.. Enumerable.Repeat(0.5f, _shape.Positions)]);
        foreach (StyleSource source in (StyleSource[])[new(Picture(2), Part: mask), new(Picture(2), Region: mask)])
        {
            InputException refusal = Assert.Throws<InputException>(
                () => TransferTargets.Compute(network, preset, Picture(1), [source]));
            Assert.Contains($"style kind {preset.StyleKindName} works on whole pictures", refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refusal.Message);
        }

        if (preset.IsSelfSimilar)
            Assert.Contains(
                "content kind self-similarity works on whole pictures",
                Assert.Throws<InputException>(() => TransferTargets.Compute(network, preset, Picture(1), [new(Picture(2))], mask)).Message,
                StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_BlackTargets_StaysFinite()
    {
        RgbImage black = new(_shape.Width, _shape.Height);
        LossReport report = Evaluate(LossPresets.Relative, black, black, Picture(3));
        Assert.True(double.IsFinite(report.Total));
    }

    [Fact]
    public void Evaluate_DoubledWeights_DoubleTheTerms()
    {
        LossPreset preset = LossPresets.Relative;
        LossReport once = Evaluate(preset, 1, 2, 3);
        LossReport twice = Evaluate(
            preset with { ContentWeight = 2 * preset.ContentWeight, StyleWeight = 2 * preset.StyleWeight,
                TotalVariationWeight = 2 * preset.TotalVariationWeight },
            1, 2, 3);
        Assert.Equal(2 * once.Total, twice.Total, 1e-12 * once.Total);
        Assert.Equal(once.Total, once.Content + once.Style + once.TotalVariation, 1e-12 * once.Total);
    }

    [Fact]
    public void Evaluate_VariationOfColor_CountsItsPartOfEveryDifferenceAsOften()
    {
        RgbImage picture = Picture(3), grey = new(_shape.Width, _shape.Height);
        int positions = _shape.Positions;
        for (int i = 0; i < grey.Data.Length; i++)
            grey.Data[i] = (picture.Data[i % positions] + picture.Data[i % positions + positions]
                + picture.Data[i % positions + 2 * positions]) / 3;
        double Variation(RgbImage image, double color) =>
            Evaluate(LossPresets.Relative with { TotalVariationColor = color }, Picture(1), Picture(2), image).TotalVariation;

        double all = Variation(picture, 1), greyPart = Variation(grey, 1);
        Assert.Equal(greyPart + 6 * (all - greyPart), Variation(picture, 6), Tolerances.SumOfDifferences * all);
        Assert.Equal(greyPart, Variation(grey, 6), Tolerances.SumOfDifferences * all);
        Assert.Equal(greyPart, Variation(picture, 0), Tolerances.SumOfDifferences * all);
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("nearest")]
    [InlineData("sliced")]
    [InlineData("strotss")]
    public void Evaluate_AfterWarmUp_AllocatesNothing(string name)
    {
        LossPreset preset = LossPresets.ByName(name);
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        using PreparedNetwork network = new(backend, weights, preset.Layers, new NetworkOptions());
        using StyleTransferObjective objective = new(
            network, preset, TransferTargets.Compute(network, preset, Picture(1), Picture(2)), _shape);
        using Tensor image = backend.Allocate("image", _shape), gradient = backend.Allocate("gradient", _shape);
        backend.Upload(Picture(3).Data, image);
        objective.Evaluate(image, gradient);
        objective.Evaluate(image, gradient);
        long native = backend.AllocatedBytes;

        // The runtime itself allocates once on a thread, when it first waits for a lock; what an evaluation allocates shows in every round.
        const int Rounds = 10;
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            objective.Evaluate(image, gradient);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.Equal(native, backend.AllocatedBytes);
    }

    private RgbImage Picture(int seed) => TestPictures.Noise(_shape.Height, _shape.Width, seed);

    private LossReport Evaluate(LossPreset preset, int content, int style, int start) =>
        Evaluate(preset, Picture(content), Picture(style), Picture(start));

    private static LossReport Evaluate(LossPreset preset, RgbImage content, RgbImage style, RgbImage start)
    {
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        using PreparedNetwork network = new(backend, weights, preset.Layers, new NetworkOptions());
        using StyleTransferObjective objective =
            new(network, preset, TransferTargets.Compute(network, preset, content, style), start.Shape);
        using Tensor image = backend.Allocate("image", start.Shape), gradient = backend.Allocate("gradient", start.Shape);
        backend.Upload(start.Data, image);
        double total = objective.Evaluate(image, gradient);
        Assert.Equal(total, objective.Report.Total, 1e-12 * total);
        return objective.Report;
    }
}
