using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>Whole runs on small made-up pictures.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "WholeNetwork")]
public sealed class StyleTransferRunnerTests
{
    // So much style that the terms which must rise, content and total variation, are a small part of the loss.
    private static readonly StyleTransferOptions s_small = new()
    {
        Size = 64, Scales = StyleTransferOptions.OneScale(20),
        Preset = LossPresets.Painterly with { StyleWeight = 5, TotalVariationColor = 1 },
    };

    [Fact]
    [Trait("Category", "Simd")]
    public void Run_64Pixels_LowersTheLossFivefoldAndRepeatsBitForBit()
    {
        TransferResult first = Run("simd", s_small), second = Run("simd", s_small);
        Assert.Equal(TransferEnding.Finished, first.Ending);
        Assert.Equal((64, 48), (first.Picture.Width, first.Picture.Height));
        Assert.True(first.Loss < first.InitialLoss / 5, $"{first.InitialLoss} to {first.Loss}");
        Assert.Equal(first.Loss, second.Loss);
        Assert.Equal(first.Picture.Data, second.Picture.Data);
        Assert.All(first.Picture.Data, v => Assert.InRange(v, 0, 1));
    }

    [Fact]
    public void Run_OnIlgpuCpu_LowersTheLoss()
    {
        TransferResult result = Run("ilgpu-cpu", s_small with { Size = 24, Scales = StyleTransferOptions.OneScale(3) });
        Assert.True(result.Loss < result.InitialLoss / 1.5, $"{result.InitialLoss} to {result.Loss}");
    }

    [Theory]
    [Trait("Category", "Simd")]
    [InlineData(OptimizerKind.Adam, null, 3)]
    [InlineData(OptimizerKind.LbfgsFixedStep, null, 3)]
    [InlineData(OptimizerKind.GradientDescent, 5e-2, 1.5)]
    public void Run_OtherOptimizers_LowerTheLoss(OptimizerKind optimizer, double? learningRate, double factor)
    {
        TransferResult result = Run(
            "simd", s_small with { Optimizer = optimizer, LearningRate = learningRate, Scales = StyleTransferOptions.OneScale(30) });
        Assert.True(result.Loss < result.InitialLoss / factor, $"{result.InitialLoss} to {result.Loss}");
    }

    [Fact]
    [Trait("Category", "Simd")]
    public void Run_TwoScales_ReportsBothAndEndsAtFullSize()
    {
        List<TransferProgress> steps = [];
        TransferResult result = Run(
            "simd", s_small with { Size = 256, SmallestShortSide = 96, Scales = [new ScaleStep(0.5, 2), new ScaleStep(1, 3)] }, steps.Add);
        Assert.Equal([1, 1, 2, 2, 2], steps.Select(s => s.Scale));
        Assert.Equal([1, 2, 3, 4, 5], steps.Select(s => s.TotalIteration));
        Assert.Equal((128, 96), (steps[0].Width, steps[0].Height));
        Assert.Equal((256, 192), (result.Picture.Width, result.Picture.Height));
        Assert.Equal(result.Loss, steps[^1].Loss);
        Assert.Equal(TimeSpan.Zero, steps[^1].Remaining);
    }

    [Fact]
    [Trait("Category", "Simd")]
    public void Run_CoarseStageTooSmall_IsLeftOut()
    {
        List<TransferProgress> steps = [];
        Run("simd", s_small with { Scales = [new ScaleStep(0.5, 2), new ScaleStep(1, 1)] }, steps.Add);
        Assert.Equal(1, Assert.Single(steps).ScaleCount);
    }

    [Fact]
    [Trait("Category", "Simd")]
    public void Run_NoiseInit_DependsOnTheSeedAlone()
    {
        StyleTransferOptions noise = s_small with { Init = InitKind.Noise, Scales = StyleTransferOptions.OneScale(1) };
        float[] first = Run("simd", noise).Picture.Data;
        Assert.Equal(first, Run("simd", noise).Picture.Data);
        Assert.NotEqual(first, Run("simd", noise with { Seed = 1 }).Picture.Data);
    }

    [Fact]
    [Trait("Category", "Simd")]
    public void Run_Cancelled_KeepsThePictureSoFar()
    {
        using CancellationTokenSource stop = new();
        List<TransferProgress> steps = [];
        TransferResult result = Run("simd", s_small, step =>
        {
            steps.Add(step);
            if (steps.Count == 2)
                stop.Cancel();
        }, stop.Token);
        Assert.Equal(TransferEnding.Interrupted, result.Ending);
        Assert.Equal(2, steps.Count);
        Assert.Equal(steps[^1].Loss, result.Loss);
    }

    [Fact]
    [Trait("Category", "Simd")]
    public void Run_AbsurdWeights_EndsWithAFinitePicture()
    {
        TransferResult result = Run("simd", s_small with { Preset = LossPresets.Cs231n with { StyleWeight = 1e300 } });
        Assert.All(result.Picture.Data, v => Assert.InRange(v, 0, 1));
    }

    [Theory]
    [InlineData("size")]
    [InlineData("iterations")]
    [InlineData("learning rate")]
    [InlineData("style weight")]
    public void Validate_OutOfRange_NamesTheOption(string option)
    {
        StyleTransferOptions options = option switch
        {
            "size" => s_small with { Size = 3 },
            "iterations" => s_small with { Scales = StyleTransferOptions.OneScale(-1) },
            "learning rate" => s_small with { Optimizer = OptimizerKind.GradientDescent },
            _ => s_small with { Preset = LossPresets.Gatys with { StyleWeight = double.NaN } },
        };
        Assert.Contains(option, Assert.Throws<InputException>(options.Validate).Message);
    }

    private static TransferResult Run(
        string backendName, StyleTransferOptions options, Action<TransferProgress>? onProgress = null,
            CancellationToken cancellation = default)
    {
        using IBackend backend = BackendCatalogue.Open(backendName);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        return new StyleTransferRunner(backend, weights, options).Run(
            new TransferPictures
            {
                Content = TestPictures.Waves(80, 60, 1),
                Styles = [new StylePicture(TestPictures.Waves(50, 70, 2))],
            },
            onProgress, cancellation);
    }
}
