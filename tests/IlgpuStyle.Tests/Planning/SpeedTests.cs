using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Planning;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Planning;

/// <summary>From a measured speed to the time of a run.</summary>
[Trait("Category", "WholeNetwork")]
public sealed class SpeedTests
{
    [Fact]
    public void Stages_ScaleWithPixelsAndSteps()
    {
        StyleTransferOptions options = new() { Size = 400, SmallestShortSide = 96,
            Scales = [new ScaleStep(0.5, 40), new ScaleStep(1, 20)] };
        Speed speed = new(new ImageSize(100, 75), 0.01, 0.1);
        IReadOnlyList<StagePlan> stages = speed.Stages(options, new ImageSize(1000, 750));
        Assert.Equal([new ImageSize(200, 150), new ImageSize(400, 300)], stages.Select(stage => stage.Size));
        // One evaluation to begin with, and one in fifty steps needs a second.
        Assert.Equal([42, 21], stages.Select(stage => stage.Evaluations));
        Assert.Equal(0.04, stages[0].SecondsPerEvaluation, 1e-9);
        Assert.Equal(21 * 0.16 + 20 * 0.016, stages[1].Time.TotalSeconds, 1e-6);
        Assert.Equal(21, speed.Stages(options with { Optimizer = OptimizerKind.Adam }, new ImageSize(1000, 750))[1].Evaluations);
    }

    [Fact]
    public void Stages_FixedPartAndSetup_AreCountedOncePerEvaluationAndStage()
    {
        StyleTransferOptions options = new() { Size = 400, SmallestShortSide = 96, Scales = [new ScaleStep(0.5, 40), new ScaleStep(1, 20)],
            Optimizer = OptimizerKind.Adam };
        Speed speed = new(new ImageSize(200, 150), 0.05, 0.2, FixedSeconds: 0.01, SetupSeconds: 0.3);
        IReadOnlyList<StagePlan> stages = speed.Stages(options, new ImageSize(1000, 750));
        Assert.Equal(0.05, stages[0].SecondsPerEvaluation, 1e-9);
        Assert.Equal(0.01 + 4 * 0.04, stages[1].SecondsPerEvaluation, 1e-9);
        Assert.Equal(41 * 0.05 + 40 * 0.01 + 0.3, stages[0].Time.TotalSeconds, 1e-6);
        Assert.Equal(21 * 0.17 + 4 * (20 * 0.01 + 0.3), stages[1].Time.TotalSeconds, 1e-6);
    }

    [Fact]
    public void Stages_WhatIsChosenAnew_GrowsWithTheSquareOfThePixels()
    {
        StyleTransferOptions options = new StyleTransferOptions
        {
            Size = 400, Scales = [new ScaleStep(0.5, 40), new ScaleStep(1, 20)], Optimizer = OptimizerKind.Adam,
        }.With(LossPresets.Nearest);
        IReadOnlyList<StagePlan> stages =
            new Speed(new ImageSize(200, 150), 0.05, 0, RenewalSeconds: 0.2).Stages(options, new ImageSize(1000, 750));
        // Every ten steps, and at the start.
        Assert.Equal([1 + 40 + 3, 1 + 20 + 1], stages.Select(stage => stage.Evaluations));
        Assert.Equal(44 * 0.05 + 4 * 0.2, stages[0].Time.TotalSeconds, 1e-6);
        Assert.Equal(22 * 0.2 + 2 * 0.2 * 16, stages[1].Time.TotalSeconds, 1e-6);
    }

    [Theory]
    [InlineData(1.5, 0.01, 0.04)]
    [InlineData(0.004, 0.01, 0.004)]
    public void GrowingSetup_LongerThanThePassesOfItsPictures_IsNotMultipliedByThePixels(double setup, double evaluation,
        double expected) =>
        Assert.Equal(expected, Speed.GrowingSetup(setup, evaluation, new ImageSize(64, 64),
            [new ImageSize(64, 64), new ImageSize(128, 64)]), 1e-12);

    [Theory]
    [InlineData(0.012, 0.036, 0.004)]
    [InlineData(0.012, 0.048, 0)]
    [InlineData(0.012, 0.060, 0)]
    [InlineData(0.040, 0.036, 0.018)]
    public void Above_SmallerPicture_SplitsOffWhatDoesNotGrowWithPixels(double small, double large, double expected)
    {
        Speed speed = new Speed(new ImageSize(200, 100), large, 0).Above(new Speed(new ImageSize(100, 50), small, 0));
        Assert.Equal(expected, speed.FixedSeconds, 1e-9);
    }

    [Theory]
    [InlineData(900, 100, 180, 180)]
    [InlineData(180, 180, 900, 100)]
    public void Measure_ElongatedPicture_TakesASizeThatTheNetworkTakes(int width, int height, int styleWidth, int styleHeight)
    {
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Simd);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        StyleTransferOptions options = new() { Size = 900 };
        using PreparedNetwork network = new(backend, weights, options.Preset.Layers, options.Network);
        Speed speed = Speed.Measure(network, options, new TransferPictures
        {
            Content = TestPictures.Waves(width, height, 1),
            Styles = [new StylePicture(TestPictures.Waves(styleWidth, styleHeight, 2))],
        });
        Assert.InRange(Math.Min(speed.Size.Width, speed.Size.Height), 16, 900);
    }

    [Fact]
    public void Measure_OnSimd_IsTheTimeOfAnEvaluationAtASizeNoLargerThanTheRuns()
    {
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Simd);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        StyleTransferOptions options = new() { Size = 96 };
        using PreparedNetwork network = new(backend, weights, options.Preset.Layers, options.Network);
        TransferPictures pictures = new()
        {
            Content = TestPictures.Waves(120, 90, 1),
            Styles = [new StylePicture(TestPictures.Waves(50, 70, 2))],
        };
        Speed speed = Speed.Measure(network, options, pictures);
        Assert.InRange(speed.Size.LongSide, 64, 96);
        Assert.InRange(speed.SecondsPerEvaluation, 1e-5, 10);
        Assert.True(speed.OptimizerShare >= 0);
    }

    [Theory]
    [InlineData(48, 4, true)]
    [InlineData(48, 5, false)]
    [InlineData(72, 4, false)]
    public void Measure_RunThatIsOverSoon_TimesItsFirstStepAlone(int size, int steps, bool expected)
    {
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Simd);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        StyleTransferOptions options = new() { Size = size, Scales = StyleTransferOptions.OneScale(steps) };
        using PreparedNetwork network = new(backend, weights, options.Preset.Layers, options.Network);
        StylePicture painting = new(TestPictures.Waves(50, 70, 2));
        Speed speed = Speed.Measure(
            network, options, new TransferPictures { Content = TestPictures.Waves(120, 90, 1), Styles = [painting] });
        // What is outside of evaluations is known from timed steps.
        Assert.Equal(expected, speed.OptimizerShare == 0);
        Assert.InRange(speed.SecondsPerEvaluation, 1e-5, 10);
    }

    [Fact]
    public void LimitedBytes_OnACard_AreTheBackendsAlone()
    {
        Dictionary<MemoryPart, long> parts =
            new() { [MemoryPart.Weights] = 5, [MemoryPart.Activations] = 70, [MemoryPart.Pictures] = 11, [MemoryPart.Runtime] = 100 };
        Assert.Equal(75, new MemoryPlan(new ImageSize(1, 1), parts, IsOnDevice: true).LimitedBytes);
        Assert.Equal(186, new MemoryPlan(new ImageSize(1, 1), parts, IsOnDevice: false).LimitedBytes);
    }
}
