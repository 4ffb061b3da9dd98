using IlgpuStyle.Backends;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.State;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>A tiled evaluation that is stopped between two tiles leaves the last accepted iterate.</summary>
[Trait("Category", "Simd")]
[Trait("Category", "WholeNetwork")]
public sealed class TileInterruptionTests
{
    private static readonly StyleTransferOptions s_options = new()
    {
        Size = 96, Scales = StyleTransferOptions.OneScale(2), Tiles = new TilePlan([new("pool1", 32, 32), new(TilePlan.Deepest, 64, 64)]),
    };

    [Fact]
    public void Run_StoppedWithinTheThirdStep_GivesThePictureOfTwoSteps()
    {
        TransferResult two = Run(s_options, new TransferHooks());
        int steps = 0, tilesAfterTheWish = 0;
        RunControl control = new();
        TransferHooks hooks = new()
        {
            Control = control,
            Step = _ => steps++,
            Tile = (done, count) =>
            {
                Assert.InRange(done, 1, count);
                tilesAfterTheWish += control.IsStopping ? 1 : 0;
                if (steps == 2 && done == count / 2)
                    control.Stop();
            },
        };
        TransferResult stopped = Run(s_options with { Scales = StyleTransferOptions.OneScale(9) }, hooks);
        Assert.Equal(TransferEnding.Interrupted, stopped.Ending);
        Assert.Equal(0, tilesAfterTheWish);
        Assert.Equal(2, steps);
        Assert.Equal(two.Loss, stopped.Loss);
        Assert.Equal(two.Picture.Data, stopped.Picture.Data);
    }

    [Theory]
    [InlineData(OptimizerKind.Lbfgs, false)]
    [InlineData(OptimizerKind.Lbfgs, true)]
    [InlineData(OptimizerKind.LbfgsFixedStep, false)]
    public void Resume_StoppedWithinAnEvaluation_GivesTheBitsOfTheUninterruptedRun(OptimizerKind optimizer, bool inFiles)
    {
        string folder = Directory.CreateTempSubdirectory("istyle-").FullName;
        try
        {
            StyleTransferOptions options = s_options with
            {
                Scales = StyleTransferOptions.OneScale(4), Optimizer = optimizer, ScratchFolder = inFiles ? folder : null,
            };
            TransferResult whole = Run(options, new TransferHooks());
            foreach (double share in (double[])(optimizer == OptimizerKind.Lbfgs && !inFiles ? [0, 0.6, 1] : [0.6]))
            {
                string path = Path.Combine(folder, $"{share}.checkpoint");
                RunControl control = new();
                int steps = 0;
                TransferResult stopped = Run(options, new TransferHooks
                {
                    Control = control,
                    Step = _ => steps++,
                    Tile = (done, count) => StopAt(control, steps == 2 && done == Math.Max(1, (int)(share * count))),
                    Interrupted = progress => Checkpoint.Write(path, new Dictionary<string, string>(), progress.State),
                });
                Assert.Equal((TransferEnding.Interrupted, 2), (stopped.Ending, steps));
                using Checkpoint checkpoint = Checkpoint.Open(path);
                TransferResult resumed = Run(options, new TransferHooks { Resume = checkpoint.State });
                Assert.Equal((whole.Loss, whole.Evaluations), (resumed.Loss, resumed.Evaluations));
                Assert.Equal(whole.Picture.Data, resumed.Picture.Data);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Run_AdamStoppedWithinAStep_EndsTheStepFirst()
    {
        int steps = 0;
        bool isStarted = false;
        RunControl control = new();
        TransferHooks hooks = new()
        {
            Control = control, Step = _ => steps++, StageStarted = _ => isStarted = true, Tile = (_, _) => StopAt(control, isStarted),
        };
        TransferResult stopped = Run(s_options with { Optimizer = OptimizerKind.Adam }, hooks);
        Assert.Equal((TransferEnding.Interrupted, 1), (stopped.Ending, steps));
    }

    private static void StopAt(RunControl control, bool isHere)
    {
        if (isHere)
            control.Stop();
    }

    private static TransferResult Run(StyleTransferOptions options, TransferHooks hooks)
    {
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Simd);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        return new StyleTransferRunner(backend, weights, options).Run(
            new TransferPictures { Content = TestPictures.Waves(96, 90, 1), Styles = [new StylePicture(TestPictures.Waves(80, 64, 2))] },
                hooks);
    }
}
