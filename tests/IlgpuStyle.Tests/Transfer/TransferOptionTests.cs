using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>Options about colours, start, scale and iterates: each changes what it says and is not ignored.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "WholeNetwork")]
[Trait("Category", "Simd")]
public sealed class TransferOptionTests
{
    private static readonly StyleTransferOptions s_small =
        new() { Size = 48, Scales = StyleTransferOptions.OneScale(8), Preset = LossPresets.Relative };

    private static readonly RgbImage s_content = TestPictures.Waves(80, 60, 1), s_style = Tinted(TestPictures.Waves(50, 70, 2));

    [Theory]
    [InlineData(LuminanceSpace.Yiq)]
    [InlineData(LuminanceSpace.Lab)]
    public void Run_ColorKeep_HasTheColorsOfTheContentInResultAndProgress(LuminanceSpace space)
    {
        RgbImage? shown = null;
        TransferResult result = Run(s_small with { Color = ColorRule.Keep, Luminance = space }, step => shown = step.Picture());
        Assert.Equal(shown!.Data, result.Picture.Data);
        RgbImage content = Resampler.Resize(s_content, result.Picture.Size);
        RgbImage wanted = Luminance.Combine(result.Picture, content, space);
        wanted.Clamp();
        Assert.True(MeanDifference(wanted, result.Picture) < 0.02, "colours differ from the content's");
        Assert.True(MeanDifference(content, result.Picture) > 0.02, "nothing was painted");
    }

    [Fact]
    public void Run_ColorMatch_EndsCloserToTheColorsOfTheContent()
    {
        RgbImage plain = Run(s_small).Picture, matched = Run(s_small with { Color = ColorRule.Match }).Picture;
        Assert.True(Distance(matched) < 0.6 * Distance(plain), $"{Distance(matched)} against {Distance(plain)}");
        Assert.NotEqual(matched.Data, Run(s_small with { Color = ColorRule.Match, ColorMatch = ColorMatchMethod.Histogram }).Picture.Data);

        static double Distance(RgbImage picture)
        {
            ColorStatistics a = ColorStatistics.Of(picture), b = ColorStatistics.Of(s_content);
            return Enumerable.Range(0, 3).Sum(c => Math.Abs(a.Mean[c] - b.Mean[c]) + Math.Abs(a.Deviation(c) - b.Deviation(c)));
        }
    }

    [Fact]
    public void Run_Preconditioned_GetsFartherInTheSameSteps()
    {
        StyleTransferOptions options = new() { Size = 96, Init = InitKind.Content, Scales = StyleTransferOptions.OneScale(40) };
        double plain = Run(options with { Preconditioner = PreconditionerKind.None }).Loss, preconditioned = Run(options).Loss;
        Assert.True(preconditioned < plain, $"{preconditioned} against {plain}");
    }

    [Fact]
    public void Create_EveryInit_StartsWhereItSays()
    {
        TransferPictures pictures = new() { Content = s_content, Styles = [new StylePicture(s_style)],
            Init = TestPictures.Waves(20, 20, 9) };
        ImageSize size = new(48, 36);
        RgbImage Start(InitKind kind, double share = 0.5) =>
            InitialPicture.Create(s_small with { Init = kind, InitNoise = share }, pictures, size);
        RgbImage content = Start(InitKind.Content), noise = Start(InitKind.Noise), statistics = Start(InitKind.Statistics);
        Assert.Equal(Resampler.Resize(s_content, size).Data, content.Data);
        Assert.Equal(Resampler.Resize(pictures.Init, size).Data, Start(InitKind.Picture).Data);
        RgbImage matched = ColorTransfer.Match(content, s_style, ColorMatchMethod.Symmetric);
        matched.Clamp();
        Assert.Equal(matched.Data, Start(InitKind.Matched).Data);
        Assert.Equal(noise.Data, Start(InitKind.Blend, 1).Data);
        Assert.Equal(content.Data, Start(InitKind.Blend, 0).Data);
        Assert.Equal(0.25f * noise.Data[7] + 0.75f * content.Data[7], Start(InitKind.Blend, 0.25).Data[7], 1e-6f);
        ColorStatistics wanted = ColorStatistics.Of(s_style), found = ColorStatistics.Of(statistics);
        Assert.Equal(wanted.Mean[1], found.Mean[1], 0.03);
        Assert.Equal(wanted.Deviation(1), found.Deviation(1), 0.03);
        Assert.Equal(0, found.Covariance[0, 1], 0.01);
        RgbImage covering = Start(InitKind.Style);
        Assert.Equal(size, covering.Size);
        Assert.Equal(wanted.Mean[0], ColorStatistics.Of(covering).Mean[0], 0.05);
    }

    [Fact]
    public void Run_StyleSize_ReplacesTheScale()
    {
        double Loss(StyleTransferOptions options) => Run(options with { Scales = StyleTransferOptions.OneScale(1) }).InitialLoss;
        Assert.Equal(Loss(s_small with { StyleScale = 1.5 }), Loss(s_small with { StyleSize = 72 }));
        Assert.NotEqual(Loss(s_small), Loss(s_small with { StyleSize = 72 }));
    }

    [Theory]
    [InlineData(OptimizerKind.Lbfgs)]
    [InlineData(OptimizerKind.LbfgsFixedStep)]
    [InlineData(OptimizerKind.Adam)]
    public void Run_Box_KeepsEveryIterateInside(OptimizerKind optimizer)
    {
        List<float[]> iterates = [];
        TransferResult result = Run(
            s_small with { Box = new BoxConstraint(0.3f, 0.6f), Optimizer = optimizer }, step => iterates.Add(step.Picture().Data));
        Assert.All(iterates, picture => Assert.All(picture, v => Assert.InRange(v, 0.3f, 0.6f)));
        Assert.True(result.Loss < result.InitialLoss);
    }

    [Fact]
    public void Run_Average_IsTheMeanOfTheIterates()
    {
        // With decay d the weights of the start and of the iterates are d³(1−d), d²(1−d), d(1−d), 1−d over 1−d⁴.
        List<float[]> iterates = [];
        StyleTransferOptions three = s_small with { Optimizer = OptimizerKind.GradientDescent, LearningRate = 1e-3,
            Scales = StyleTransferOptions.OneScale(3) };
        Run(three, step => iterates.Add(step.Picture().Data));
        float[] start = Run(three with { Scales = StyleTransferOptions.OneScale(0) }).Picture.Data;
        TransferResult result = Run(three with { AverageDecay = 0.5 });
        for (int i = 0; i < result.Picture.Data.Length; i += 97)
            Assert.Equal((start[i] + 2 * iterates[0][i] + 4 * iterates[1][i] + 8 * iterates[2][i]) / 15, result.Picture.Data[i], 1e-5f);
        Assert.Equal(5, result.Evaluations);
        Assert.Equal(result.Loss, result.Terms.Total, 1e-9);
    }

    [Fact]
    public void Run_AdamThatCarriesItsMoments_BeginsTheNextSizeWithThem()
    {
        StyleTransferOptions two = s_small with
        {
            Optimizer = OptimizerKind.Adam, SmallestShortSide = 16, Scales = [new ScaleStep(0.5, 4), new ScaleStep(1, 1)],
        };
        List<RgbImage> fresh = [], carried = [];
        Run(two, step => fresh.Add(step.Picture()));
        Run(two with { Adam = new AdamOptions { CarriesMoments = true } }, step => carried.Add(step.Picture()));
        Assert.Equal(fresh[3].Data, carried[3].Data);
        Assert.NotEqual(fresh[4].Data, carried[4].Data);
        // Adam's first step moves every value by α; moments of several gradients, which disagree, by less.
        RgbImage start = Resampler.Resize(fresh[3], fresh[4].Size, ResampleFilter.Bicubic);
        Assert.True(MeanDifference(carried[4], start) < 0.8 * MeanDifference(fresh[4], start));
        Assert.True(ToolSettings.Apply(two with { Preset = LossPresets.Crowsonkb }).Adam.CarriesMoments);
    }

    [Fact]
    public void Run_AdamWithALargeStep_KeepsTheBestPicture()
    {
        List<double> losses = [];
        TransferResult result = Run(s_small with { Optimizer = OptimizerKind.Adam, LearningRate = 0.4,
            Scales = StyleTransferOptions.OneScale(3) }, step => losses.Add(step.Loss));
        Assert.True(losses[^1] > losses.Min(), "the test needs a run whose last loss is not its lowest");
        Assert.Equal(Math.Min(losses.Min(), result.InitialLoss), result.Loss);
        Assert.Equal(result.Loss, result.Terms.Total, 1e-9);
    }

    [Fact]
    public void Run_StopBelow_EndsAStageEarlyAndOnlyThen()
    {
        StyleTransferOptions many = s_small with { Scales = StyleTransferOptions.OneScale(40), StopWindow = 5 };
        int steps = 0;
        Assert.Equal(TransferEnding.Finished, Run(many with { StopBelow = 0.2 }, _ => steps++).Ending);
        Assert.InRange(steps, 6, 39);
        int all = 0, patient = 0;
        Run(many with { StopBelow = 1e-12 }, _ => all++);
        Assert.Equal(40, all);
        Run(many with { StopBelow = 0.2, StopWindow = 12 }, _ => patient++);
        Assert.True(patient > steps, $"{patient} steps with a window of 12, {steps} with 5");
    }

    /// <summary>The first step is proportional to the learning rate, for each optimiser that has one.</summary>
    [Theory]
    [InlineData(OptimizerKind.Adam, 1e-3)]
    [InlineData(OptimizerKind.LbfgsFixedStep, 1)]
    [InlineData(OptimizerKind.GradientDescent, 1e-4)]
    public void Run_LearningRateTwiceAsLarge_MovesTwiceAsFar(OptimizerKind optimizer, double rate)
    {
        StyleTransferOptions one = s_small with
        {
            Optimizer = optimizer, Init = InitKind.Content, Scales = StyleTransferOptions.OneScale(1),
        };
        RgbImage start = Resampler.Resize(s_content, ScalePlan.Stages(one, s_content.Size)[^1].Size);
        double Moved(double times) => MeanDifference(Run(one with { LearningRate = times * rate }).Picture, start);
        double once = Moved(1);
        Assert.True(once > 0);
        Assert.Equal(2 * once, Moved(2), 0.05 * once);
    }

    /// <summary>A tool whose pixels go to 255 begins L-BFGS with a step that is that much shorter.</summary>
    [Fact]
    public void Run_FirstStepUnit_ShortensTheFirstStepAlone()
    {
        StyleTransferOptions one = s_small with
        {
            Optimizer = OptimizerKind.LbfgsFixedStep, Init = InitKind.Content, Scales = StyleTransferOptions.OneScale(1),
        };
        RgbImage start = Resampler.Resize(s_content, ScalePlan.Stages(one, s_content.Size)[^1].Size);
        double whole = MeanDifference(Run(one).Picture, start);
        double part = MeanDifference(Run(one with { Replay = new ToolReplay { FirstStepUnit = 0.1 } }).Picture, start);
        Assert.True(part < 0.5 * whole, $"{part} against {whole}");
    }

    /// <summary>Half as much red, so that the colours are clearly others than the content's.</summary>
    private static RgbImage Tinted(RgbImage picture)
    {
        foreach (ref float red in picture.Data.AsSpan(0, picture.Width * picture.Height))
            red *= 0.5f;
        return picture;
    }

    private static double MeanDifference(RgbImage a, RgbImage b) =>
        a.Data.Zip(b.Data, (x, y) => Math.Abs((double)x - y)).Average();

    private static TransferResult Run(StyleTransferOptions options, Action<TransferProgress>? onProgress = null)
    {
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        return new StyleTransferRunner(backend, weights, options).Run(
            new TransferPictures { Content = s_content, Styles = [new StylePicture(s_style)] }, onProgress);
    }

    [Theory]
    [InlineData("nearest")]
    [InlineData("sliced")]
    [InlineData("strotss")]
    public void Validate_WholeMapKindWithWhatReadsOneLayer_IsRefused(string name)
    {
        StyleTransferOptions whole = new StyleTransferOptions().With(LossPresets.ByName(name));
        whole.Validate();
        foreach (StyleTransferOptions refused in (StyleTransferOptions[])
            [
                whole with { Tiles = TilePlan.Blocks(128) }, whole with { Preset = whole.Preset with { NormalizeWeights = true } },
                whole with { Preset = whole.Preset with { MatchEvery = 0 } }, whole with { Preset = whole.Preset with { Directions = 0 } },
                whole with { Preset = whole.Preset with { MatchPatch = 0 } }, whole with { Preset = whole.Preset with { Samples = 3 } },
                whole with { Preset = whole.Preset with { NormalizeGradients = true }, Optimizer = OptimizerKind.Adam },
            ])
            Assert.DoesNotContain('\n', Assert.Throws<InputException>(refused.Validate).Message);
    }
}
