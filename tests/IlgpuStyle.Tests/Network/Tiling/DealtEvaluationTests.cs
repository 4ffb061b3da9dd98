using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tests.Support;
using static IlgpuStyle.Tests.Network.Tiling.TilingScene;

namespace IlgpuStyle.Tests.Network.Tiling;

/// <summary>The tiles of one picture on several devices: the bits of one.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
[Trait("Category", "WholeNetwork")]
public sealed class DealtEvaluationTests
{
    private const int Whole = TileSegment.Whole;

    private static readonly LossPreset s_preset = LossPresets.Relative with
    {
        ContentLayers = [new("conv2_2", 0.4), new("conv3_2", 0.6)],
        StyleLayers = [new("conv1_1", 1), new("pool1", 1), new("conv3_1", 1), new("conv4_1", 1)],
        TotalVariationWeight = 1e-3,
    };

    private static readonly NetworkOptions s_average = new(PoolingKind.Average);

    /// <summary>Height, width and plan: odd sizes, tiles far smaller than the halo, strips, half a tile at the border, fewer tiles than
    /// devices, segments in one tile between others.</summary>
    public static TheoryData<int, int, TilePlan> Plans() => new()
    {
        { 64, 64, TilePlan.Tiles(32) },
        { 97, 47, new TilePlan([new TileSegment(TilePlan.Deepest, 16, Whole)]) },
        { 90, 83, new TilePlan([new("pool2", 48, Whole), new(TilePlan.Deepest, 48, Whole)]) },
        { 79, 95, new TilePlan([new("pool2", 24, 24), new(TilePlan.Deepest, Whole, Whole)]) },
        { 61, 66, new TilePlan([new("pool1", 30, 22), new("pool2", Whole, Whole), new("pool3", 32, 32),
            new(TilePlan.Deepest, 32, Whole)]) },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Evaluate_OnTwoAndThreeDevices_HasTheBitsOfOne(int height, int width, TilePlan plan)
    {
        foreach (PoolingKind pooling in (PoolingKind[])[PoolingKind.Average, PoolingKind.Max])
        {
            NetworkOptions options = new(pooling);
            Evaluated expected = Twice(Simd(), scratch: null, height, width, plan, s_preset, options);
            foreach (int devices in (int[])[2, 3])
                AssertSame(expected, Twice(Several(devices, Simd), scratch: null, height, width, plan, s_preset, options));
        }
    }

    /// <summary>With transfers, and the picture on the host: total variation is then summed in bands.</summary>
    [Theory]
    [MemberData(nameof(Plans))]
    public void Evaluate_Offloaded_HasTheBitsOfOne(int height, int width, TilePlan plan)
    {
        Evaluated expected = Twice(Simd(), scratch: "", height, width, plan, s_preset, s_average);
        foreach (LooseOrder order in Enum.GetValues<LooseOrder>())
        {
            AssertSame(expected, Twice(
                Several(2, () => new LooseBackend(Simd(), order)), scratch: "", height, width, plan, s_preset, s_average));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Evaluate_NormalizedGradients_HasTheBitsOfOne(bool withTransfers)
    {
        TilePlan plan = new([new("pool2", 24, 24), new(TilePlan.Deepest, 32, 32)]);
        LossPreset preset = s_preset with { NormalizeGradients = true };
        Func<IBackend> device = withTransfers ? () => new LooseBackend(Simd(), LooseOrder.OperatorsLate) : Simd;
        AssertSame(
            Twice(Simd(), scratch: null, 79, 95, plan, preset, s_average),
            Twice(Several(3, device), scratch: null, 79, 95, plan, preset, s_average));
    }

    [Theory]
    [InlineData(StyleKind.Gram)]
    [InlineData(StyleKind.CentredGram)]
    [InlineData(StyleKind.Wasserstein)]
    public void Evaluate_MasksAndTwoStyles_HasTheBitsOfOne(StyleKind kind)
    {
        TilePlan plan = new([new("pool2", 32, 40), new(TilePlan.Deepest, 32, Whole)]);
        LossPreset preset = s_preset with { StyleKind = kind };
        AssertSame(
            Twice(Simd(), scratch: null, 93, 119, plan, preset, s_average, masked: true),
            Twice(Several(2, Simd), scratch: null, 93, 119, plan, preset, s_average, masked: true));
    }

    [Fact]
    public void Evaluate_RingOfTiles_HasTheBitsOfOne()
    {
        TilePlan plan = new([new("pool2", 32, 32), new(TilePlan.Deepest, Whole, 64)]);
        NetworkOptions circular = new(null, PaddingMode.Circular);
        AssertSame(
            Twice(Simd(), scratch: null, 96, 128, plan, s_preset, circular),
            Twice(Several(2, Simd), scratch: null, 96, 128, plan, s_preset, circular));
    }

    [Fact]
    public void Evaluate_OnIlgpuCpuTwice_HasTheBitsOfOne()
    {
        TilePlan plan = new([new("pool1", 16, 24), new(TilePlan.Deepest, 16, Whole)]);
        Func<IBackend> On(TransferStreams streams) =>
            () => IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: new IlgpuOptions { Transfers = streams });
        Evaluated expected = Twice(On(TransferStreams.None)(), scratch: null, 49, 43, plan, s_preset, s_average);
        foreach (TransferStreams streams in Enum.GetValues<TransferStreams>())
            AssertSame(expected, Twice(Several(2, On(streams)), scratch: null, 49, 43, plan, s_preset, s_average));
    }

    [Fact]
    public void Evaluate_WhollyInOnePiece_IsTheFirstDevices()
    {
        TilePlan plan = new([new(TilePlan.Deepest, 96, 96)]);
        AssertSame(
            Twice(Simd(), scratch: null, 49, 43, plan, s_preset, s_average),
            Twice(Several(2, Simd), scratch: null, 49, 43, plan, s_preset, s_average));
    }

    [Theory]
    [InlineData(LooseOrder.OperatorsLate)]
    [InlineData(LooseOrder.TransfersLate)]
    public void Evaluate_StoppedAtAnyTile_CanBeGoneThroughAgain(LooseOrder order)
    {
        TilePlan plan = new([new("pool2", 16, Whole), new(TilePlan.Deepest, 32, Whole)]);
        Evaluated expected = Twice(Simd(), scratch: null, 57, 43, plan, s_preset, s_average);
        using TilingScene scene = new(Several(2, () => new LooseBackend(Simd(), order)), scratch: null, 57, 43, plan, s_preset, s_average);
        int tiles = 0, thread = Environment.CurrentManagedThreadId;
        scene.Objective.OnTile = (_, count) => tiles = count;
        AssertSame(expected, scene.Evaluate());
        Assert.InRange(tiles, 4, 8);
        for (int stop = 1; stop <= tiles; stop++)
        {
            scene.Objective.OnTile = (done, _) =>
            {
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                if (done == stop)
                    throw new OperationCanceledException();
            };
            Assert.Throws<OperationCanceledException>(() => scene.Evaluate());
            scene.Objective.OnTile = null;
            AssertSame(expected, scene.Evaluate());
        }
    }

    /// <summary>Whichever it is, and whatever it was at: its message arrives, and the others wait for nobody.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Evaluate_AfterADeviceFailed_IsAsIfNothingHadHappened(int failing)
    {
        TilePlan plan = new([new("pool2", 24, 24), new(TilePlan.Deepest, 32, 64)]);
        Evaluated expected = Twice(Simd(), scratch: null, 57, 71, plan, s_preset, s_average);
        List<LooseBackend> devices = [];
        using TilingScene scene = new(
            Several(3, () =>
            {
                devices.Add(new LooseBackend(Simd(), LooseOrder.TransfersLate));
                return devices[^1];
            }), scratch: null, 57, 71, plan, s_preset, s_average);
        AssertSame(expected, scene.Evaluate());
        for (int transfers = 0; transfers < 12; transfers += 3)
        {
            devices[failing].FailAfter = transfers;
            Assert.Contains("failed", Assert.Throws<InputException>(() => scene.Evaluate()).Message);
            devices[failing].FailAfter = -1;
            AssertSame(expected, scene.Evaluate());
        }
    }

    private static IBackend Simd() => new SimdBackend(new SimdOptions { Threads = 1 });

    private static DeviceGroup Several(int devices, Func<IBackend> open) => new([.. Enumerable.Range(0, devices).Select(_ => open())]);
}
