using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Planning;
using IlgpuStyle.State;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>Whole runs on several devices: the bits of one, from any step on, and memory as planned.</summary>
[Trait("Category", "Simd")]
[Trait("Category", "WholeNetwork")]
public sealed class DealtRunTests : IDisposable
{
    private static readonly TransferPictures s_pictures = new()
    {
        Content = TestPictures.Waves(96, 90, 1), Styles = [new StylePicture(TestPictures.Waves(80, 64, 2))],
    };

    // The first size comes in one tile.
    private static readonly StyleTransferOptions s_options = new()
    {
        Size = 96, Scales = [new ScaleStep(0.4, 2), new ScaleStep(1, 3)], SmallestShortSide = 16,
        Tiles = new TilePlan([new("pool2", 40, 48), new(TilePlan.Deepest, 64, 64)]),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;
    private readonly WeightsFile _weights = WeightsFile.OpenEmbedded();

    public void Dispose()
    {
        _weights.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Run_OnTwoDevices_HasTheBitsOfOneAndGoesOnFromItsCheckpoints()
    {
        using IBackend one = Simd();
        using DeviceGroup two = Several(2, Simd);
        List<string> files = [];
        void Keep(TransferProgress progress)
        {
            files.Add(Path.Combine(_folder, $"{files.Count}.safetensors"));
            Checkpoint.Write(files[^1], new Dictionary<string, string>(), progress.State);
        }

        TransferResult expected = Run(one, s_options, new TransferHooks { Step = Keep });
        AssertSame(expected, Run(two, s_options, new TransferHooks { Step = Keep }));
        Assert.Equal(10, files.Count);
        // One device's third step on two, and two devices' fourth on one.
        foreach ((int file, IBackend next) in ((int, IBackend)[])[(2, two), (5 + 3, one)])
        {
            using Checkpoint checkpoint = Checkpoint.Open(files[file]);
            AssertSame(expected, Run(next, s_options, new TransferHooks { Resume = checkpoint.State }));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_WithLargeTensorsElsewhere_HasTheBitsOfOne(bool inFiles)
    {
        StyleTransferOptions options = s_options with { ScratchFolder = inFiles ? _folder : null, KeepsOnHost = !inFiles };
        IBackend Device() => new LooseBackend(Simd(), LooseOrder.TransfersLate);
        using IBackend one = Device();
        using DeviceGroup three = Several(3, Device);
        AssertSame(Run(one, options, new TransferHooks()), Run(three, options, new TransferHooks()));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Run_StoppedWithinAnEvaluation_GoesOnWithTheSameBits()
    {
        using DeviceGroup two = Several(2, Simd);
        StyleTransferOptions options = s_options with { Scales = StyleTransferOptions.OneScale(4) };
        TransferResult expected = Run(two, options, new TransferHooks());
        string path = Path.Combine(_folder, "stopped.checkpoint");
        RunControl control = new();
        int steps = 0;
        TransferResult stopped = Run(two, options, new TransferHooks
        {
            Control = control,
            Step = _ => steps++,
            Tile = (done, count) =>
            {
                if (steps == 2 && done == count / 2)
                    control.Stop();
            },
            Interrupted = progress => Checkpoint.Write(path, new Dictionary<string, string>(), progress.State),
        });
        Assert.Equal((TransferEnding.Interrupted, 2), (stopped.Ending, steps));
        using Checkpoint checkpoint = Checkpoint.Open(path);
        AssertSame(expected, Run(two, options, new TransferHooks { Resume = checkpoint.State }));
    }

    /// <summary>The first holds most; it holds what was planned, and less than one device alone.</summary>
    [Fact]
    public void Plan_TwoDevices_IsWithinTwoPerCentOfEach()
    {
        StyleTransferOptions options = new() { Size = 320, Scales = StyleTransferOptions.OneScale(2), HistorySize = 3 };
        using DeviceGroup two = Several(2, Simd);
        using MemoryPlanner planner = new(two, _weights, options);
        StyleTransferOptions shared = MemoryBudget.Fit(planner, options, s_pictures, long.MaxValue);
        MemoryPlan plan = planner.Plan(shared, s_pictures), alone = planner.Plan(options, s_pictures);
        Run(two, shared, new TransferHooks());
        Assert.InRange(two.PeakAllocatedBytes / (double)plan.BackendBytes, 0.98, 1.02);
        Assert.InRange(two.Others.Single().PeakAllocatedBytes, plan.BackendBytes / 3, 1.02 * plan.BackendBytes);
        Assert.Equal(2, plan.Devices);
        Assert.True(plan.MultiplyAdds < 0.8 * alone.MultiplyAdds, $"{plan.MultiplyAdds} of {alone.MultiplyAdds} in tiles {shared.Tiles}");
    }

    [Fact]
    public void Fit_TooSmallToShare_IsTheFirstDevicesAlone()
    {
        StyleTransferOptions options = new() { Size = 64, Scales = StyleTransferOptions.OneScale(2) };
        using DeviceGroup two = Several(2, Simd);
        using MemoryPlanner planner = new(two, _weights, options);
        Assert.Null(MemoryBudget.Fit(planner, options, s_pictures, long.MaxValue).Tiles);
        Assert.Null(MemoryBudget.Fit(planner, options with { Size = 320 }, s_pictures, long.MaxValue, isShared: false).Tiles);
    }

    private static IBackend Simd() => new SimdBackend(new SimdOptions { Threads = 1 });

    private static DeviceGroup Several(int devices, Func<IBackend> open) => new([.. Enumerable.Range(0, devices).Select(_ => open())]);

    private static void AssertSame(TransferResult expected, TransferResult actual)
    {
        Assert.Equal((expected.Loss, expected.InitialLoss, expected.Evaluations), (actual.Loss, actual.InitialLoss, actual.Evaluations));
        Assert.Equal(expected.Terms.Terms, actual.Terms.Terms);
        Assert.Equal(expected.Picture.Data, actual.Picture.Data);
    }

    private TransferResult Run(IBackend backend, StyleTransferOptions options, TransferHooks hooks) =>
        new StyleTransferRunner(backend, _weights, options).Run(s_pictures, hooks);
}
