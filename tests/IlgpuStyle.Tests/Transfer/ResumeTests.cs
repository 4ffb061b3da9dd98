using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.State;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>A run that is saved, thrown away and loaded gives the same bits as one that was never stopped.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "WholeNetwork")]
public sealed class ResumeTests : IDisposable
{
    private static readonly TransferPictures s_pictures = new()
    {
        Content = TestPictures.Waves(64, 48, 1),
        Styles = [new StylePicture(TestPictures.Waves(50, 60, 2))],
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [Trait("Category", "Simd")]
    [InlineData(OptimizerKind.Lbfgs, 3)]
    [InlineData(OptimizerKind.LbfgsFixedStep, 3)]
    [InlineData(OptimizerKind.Adam, 10)]
    [InlineData(OptimizerKind.GradientDescent, 10)]
    public void Resume_AtEveryStep_GivesTheSameBits(OptimizerKind optimizer, int history)
    {
        // More steps than pairs: the ring has wrapped round at the later ones.
        StyleTransferOptions options = new()
        {
            Size = 32, Scales = StyleTransferOptions.OneScale(6), Optimizer = optimizer, HistorySize = history,
            LearningRate = optimizer == OptimizerKind.GradientDescent ? 0.01 : null,
        };
        AssertSameFromEveryStep("simd", options, s_pictures);
    }

    [Fact]
    [Trait("Category", "Simd")]
    public void Resume_BetweenTwoScales_GivesTheSameBits()
    {
        TransferPictures pictures = s_pictures with { Content = TestPictures.Waves(200, 200, 3) };
        StyleTransferOptions options = new()
        {
            Size = 192, Scales = [new ScaleStep(0.5, 2), new ScaleStep(1, 2)], Init = InitKind.Noise,
        };
        AssertSameFromEveryStep("simd", options, pictures);
    }

    [Fact]
    [Trait("Category", "Simd")]
    public void Resume_WithAverageAndEarlyStop_GivesTheSameBits() => AssertSameFromEveryStep(
        "simd",
        new StyleTransferOptions
        {
            Size = 32, Scales = StyleTransferOptions.OneScale(6), Optimizer = OptimizerKind.Adam, AverageDecay = 0.7, StopBelow = 0.2,
                StopWindow = 3,
        },
        s_pictures);

    /// <summary>What is nearest was found at a picture that is gone.</summary>
    [Theory]
    [Trait("Category", "Simd")]
    [InlineData(OptimizerKind.Lbfgs, 1)]
    [InlineData(OptimizerKind.Lbfgs, 2)]
    [InlineData(OptimizerKind.Adam, 1)]
    public void Resume_NearestStyle_GivesTheSameBits(OptimizerKind optimizer, int patch) => AssertSameFromEveryStep(
        "simd",
        new StyleTransferOptions
        {
            Size = 64, Scales = StyleTransferOptions.OneScale(5), Preset = LossPresets.Nearest with { MatchEvery = 3, MatchPatch = patch },
            Optimizer = optimizer,
        },
        s_pictures);

    [Fact]
    [Trait("Category", "Simd")]
    public void Resume_SlicedStyle_GivesTheSameBits() => AssertSameFromEveryStep(
        "simd",
        new StyleTransferOptions
        {
            Size = 64, Scales = StyleTransferOptions.OneScale(6), Preset = LossPresets.Sliced with { Directions = 5 },
        },
        s_pictures);

    /// <summary>Other positions after two steps.</summary>
    [Fact]
    [Trait("Category", "Simd")]
    public void Resume_SampledLosses_GivesTheSameBits() => AssertSameFromEveryStep(
        "simd",
        new StyleTransferOptions
        {
            Size = 64, Scales = StyleTransferOptions.OneScale(5), Preset = LossPresets.Strotss with { MatchEvery = 2, Samples = 30 },
        },
        s_pictures);

    [Fact]
    public void Resume_OnIlgpuCpu_GivesTheSameBits() => AssertSameFromEveryStep(
        "ilgpu-cpu", new StyleTransferOptions { Size = 16, Scales = StyleTransferOptions.OneScale(2) }, s_pictures);

    [Fact]
    [Trait("Category", "Simd")]
    public void Resume_AfterAWeightChange_KeepsTheNewWeights()
    {
        StyleTransferOptions options = new() { Size = 32, Scales = StyleTransferOptions.OneScale(6) };
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        StyleTransferRunner runner = new(backend, weights, options);
        List<TransferEvent> events = [];
        string path = Path.Combine(_folder, "changed.safetensors");
        TransferHooks hooks = new() { Event = events.Add };
        hooks = hooks with
        {
            Step = progress =>
            {
                if (progress.TotalIteration == 2)
                    hooks.Control.ChangeWeights(new WeightChange(Style: 50));
                if (progress.TotalIteration == 4)
                    Checkpoint.Write(path, new Dictionary<string, string>(), progress.State);
            },
        };
        TransferResult changed = runner.Run(s_pictures, hooks);
        Assert.Equal(TransferEventKind.WeightsChanged, Assert.Single(events).Kind);
        Assert.Equal(2, events[0].TotalIteration);
        Assert.NotEqual(runner.Run(s_pictures).Picture.Data, changed.Picture.Data);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        Assert.Equal(changed.Picture.Data, runner.Run(s_pictures, new TransferHooks { Resume = checkpoint.State }).Picture.Data);
    }

    [Fact]
    [Trait("Category", "Simd")]
    public void Resume_OtherSettings_IsRefusedInOneLine()
    {
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        StyleTransferOptions options = new() { Size = 32, Scales = StyleTransferOptions.OneScale(2) };
        string path = Path.Combine(_folder, "run.safetensors");
        new StyleTransferRunner(backend, weights, options).Run(
            s_pictures, progress => Checkpoint.Write(path, new Dictionary<string, string>(), progress.State));
        using Checkpoint checkpoint = Checkpoint.Open(path);
        TransferHooks hooks = new() { Resume = checkpoint.State };
        foreach (StyleTransferOptions other in (StyleTransferOptions[])
            [
                options with { Size = 40 }, options with { Scales = StyleTransferOptions.OneScale(3) },
                options with { Optimizer = OptimizerKind.Adam }, options with { HistorySize = 4 },
            ])
        {
            InputException refusal = Assert.Throws<InputException>(
                () => new StyleTransferRunner(backend, weights, other).Run(s_pictures, hooks));
            Assert.DoesNotContain('\n', refusal.Message);
        }
    }

    private void AssertSameFromEveryStep(string name, StyleTransferOptions options, TransferPictures pictures)
    {
        using IBackend backend = BackendCatalogue.Open(name);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        List<string> files = [];
        List<double> losses = [];
        TransferResult whole = new StyleTransferRunner(backend, weights, options).Run(pictures, progress =>
        {
            losses.Add(progress.Loss);
            files.Add(Path.Combine(_folder, $"{progress.TotalIteration}.safetensors"));
            Checkpoint.Write(files[^1], new Dictionary<string, string>(), progress.State);
        });
        for (int step = 0; step < files.Count; step++)
        {
            using Checkpoint checkpoint = Checkpoint.Open(files[step]);
            List<double> resumed = [];
            TransferResult result = new StyleTransferRunner(backend, weights, options).Run(
                pictures, new TransferHooks { Resume = checkpoint.State, Step = progress => resumed.Add(progress.Loss) });
            Assert.Equal(losses[(step + 1)..], resumed);
            Assert.Equal(whole.Picture.Data, result.Picture.Data);
            Assert.Equal((whole.Loss, whole.InitialLoss, whole.Evaluations), (result.Loss, result.InitialLoss, result.Evaluations));
            Assert.Equal(whole.Terms.Terms, result.Terms.Terms);
        }
    }
}
