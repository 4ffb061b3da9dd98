using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tests.Support;
using static IlgpuStyle.Tests.Network.Tiling.TilingScene;

namespace IlgpuStyle.Tests.Network.Tiling;

/// <summary>Tiles that come and go beside the operators: the bits of those that do not, whatever the device puts off.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "Simd")]
[Trait("Category", "WholeNetwork")]
public sealed class StreamedEvaluationTests : IDisposable
{
    private const int Whole = TileSegment.Whole;

    private static readonly LossPreset s_preset = LossPresets.Relative with
    {
        ContentLayers = [new("conv2_2", 0.4), new("conv3_2", 0.6)],
        StyleLayers = [new("conv1_1", 1), new("pool1", 1), new("conv3_1", 1), new("conv4_1", 1)],
        TotalVariationWeight = 1e-3,
    };

    // Nothing but the tiles: total variation is summed in bands where the picture is in a file, and not where it is on the device.
    private static readonly LossPreset s_networkOnly = s_preset with { TotalVariationWeight = 0 };

    // Content targets come in on their own.
    private static readonly LossPreset s_styleOnly = s_networkOnly with { ContentLayers = [], ContentWeight = 0 };

    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Height, width and plan: odd sizes, one row over, tiles far smaller than the halo, strips, several segments, one of them
    /// whole.</summary>
    public static TheoryData<int, int, TilePlan> Plans() => new()
    {
        { 64, 64, TilePlan.Tiles(32) },
        { 33, 49, TilePlan.Tiles(16) },
        { 97, 47, new TilePlan([new TileSegment(TilePlan.Deepest, 16, Whole)]) },
        { 79, 95, new TilePlan([new("pool2", 24, 24), new(TilePlan.Deepest, Whole, Whole)]) },
        { 61, 66, new TilePlan([new("pool1", 30, 22), new("pool2", Whole, Whole), new("pool3", 32, 32),
            new(TilePlan.Deepest, 32, Whole)]) },
        { 50, 83, new TilePlan([new("pool2", 16, 48), new(TilePlan.Deepest, 32, 32)]) },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Evaluate_OutOfStep_HasTheBitsOfTheUnstreamed(int height, int width, TilePlan plan)
    {
        Evaluated expected = OnSimd(height, width, plan, s_preset);
        foreach (LooseOrder order in Enum.GetValues<LooseOrder>())
            AssertSame(expected, OnLoose(order, height, width, plan, s_preset));
    }

    [Theory]
    [InlineData(LooseOrder.OperatorsLate)]
    [InlineData(LooseOrder.TransfersLate)]
    public void Evaluate_RingOfTiles_HasTheBitsOfTheUnstreamed(LooseOrder order)
    {
        TilePlan plan = new([new("pool2", 32, 32), new(TilePlan.Deepest, Whole, 64)]);
        NetworkOptions circular = new(null, PaddingMode.Circular);
        AssertSame(OnSimd(96, 128, plan, s_preset, circular), OnLoose(order, 96, 128, plan, s_preset, circular));
    }

    [Theory]
    [InlineData(LooseOrder.OperatorsLate)]
    [InlineData(LooseOrder.TransfersLate)]
    public void Evaluate_NormalizedGradients_HasTheBitsOfTheUnstreamed(LooseOrder order)
    {
        TilePlan plan = new([new("pool2", 24, 24), new(TilePlan.Deepest, 32, 32)]);
        LossPreset preset = s_preset with { NormalizeGradients = true };
        AssertSame(OnSimd(79, 95, plan, preset), OnLoose(order, 79, 95, plan, preset));
    }

    [Fact]
    public void Evaluate_OnIlgpuCpu_HasTheBitsOfTheUnstreamedAndOfTheOneWithoutScratchFiles()
    {
        TilePlan plan = new([new("pool1", 16, 24), new(TilePlan.Deepest, 16, Whole)]);
        Evaluated expected = OnIlgpu(TransferStreams.None, plan, s_networkOnly, inFiles: false);
        foreach (TransferStreams streams in Enum.GetValues<TransferStreams>())
            AssertSame(expected, OnIlgpu(streams, plan, s_networkOnly, inFiles: true));
    }

    /// <summary>On devices that do run two streams at once.</summary>
    [SkippableTheory]
    [InlineData(BackendCatalogue.Cuda)]
    [InlineData(BackendCatalogue.OpenCL)]
    public void Evaluate_OnADevice_HasTheBitsOfTheOneWithoutScratchFiles(string name)
    {
        using (BackendCatalogue.Open(name))
        {
        }

        IlgpuDeviceKind kind = name == BackendCatalogue.Cuda ? IlgpuDeviceKind.Cuda : IlgpuDeviceKind.OpenCL;
        TilePlan plan = new([new("pool1", 32, 48), new(TilePlan.Deepest, 64, Whole)]);
        Evaluated On(TransferStreams streams, string? folder) => Twice(
            IlgpuBackend.Create(kind, options: new IlgpuOptions { Transfers = streams }), folder, 123, 119, plan, s_networkOnly, null);
        AssertSame(On(TransferStreams.None, folder: null), On(TransferStreams.Own, _folder));
    }

    [Fact]
    public void Evaluate_HalfActivations_HasTheBitsOfTheUnstreamed()
    {
        TilePlan plan = new([new("pool1", 16, 24), new(TilePlan.Deepest, 16, Whole)]);
        AssertSame(
            OnIlgpu(TransferStreams.None, plan, s_preset, inFiles: true, half: true),
            OnIlgpu(TransferStreams.Own, plan, s_preset, inFiles: true, half: true));
    }

    /// <summary>Six tiles: while one is computed the next one's upload is under way, and what the last one gave has come back.</summary>
    [Fact]
    public void Forward_EachTile_IsOnTheWayBeforeTheLastIsWaitedFor()
    {
        LooseBackend loose = new(BackendCatalogue.Open(BackendCatalogue.Simd), LooseOrder.OperatorsLate);
        using TilingScene scene = new(loose, _folder, 64, 96, new TilePlan([new("pool2", 32, 32), new(TilePlan.Deepest, Whole, Whole)]),
            s_styleOnly);
        scene.Evaluate();
        loose.Events.Clear();
        scene.Evaluate();
        string[] first = ["upload", "wait", "convolution", "upload", "synchronize"];
        string[] inner = ["wait", "convolution", "download", "wait", "upload", "synchronize"];
        string[] last = ["wait", "convolution", "download", "wait", "synchronize"];
        string[] end = ["download", "wait"];
        string[] forward = [.. first, .. Enumerable.Repeat(inner, 4).SelectMany(events => events), .. last, .. end];
        Assert.Equal(forward, loose.Events.Take(forward.Length));
    }

    [Theory]
    [InlineData(LooseOrder.OperatorsLate)]
    [InlineData(LooseOrder.TransfersLate)]
    public void Evaluate_AfterATransferFailed_IsAsIfNothingHadHappened(LooseOrder order)
    {
        TilePlan plan = new([new("pool2", 24, 48), new(TilePlan.Deepest, 32, 64)]);
        Evaluated expected = OnSimd(57, 71, plan, s_preset);
        LooseBackend loose = new(BackendCatalogue.Open(BackendCatalogue.Simd), order);
        using TilingScene scene = new(loose, _folder, 57, 71, plan, s_preset);
        scene.Evaluate();
        for (int transfers = 0; transfers < 40; transfers += 9)
        {
            loose.FailAfter = transfers;
            Assert.Contains("failed", Assert.Throws<InputException>(() => scene.Evaluate()).Message);
            loose.FailAfter = -1;
            AssertSame(expected, scene.Evaluate());
        }
    }

    [Theory]
    [InlineData(LooseOrder.OperatorsLate)]
    [InlineData(LooseOrder.TransfersLate)]
    public void Evaluate_StoppedAtAnyTile_CanBeGoneThroughAgainOrGivenUp(LooseOrder order)
    {
        TilePlan plan = new([new("pool2", 32, Whole), new(TilePlan.Deepest, 32, Whole)]);
        Evaluated expected = OnSimd(57, 43, plan, s_preset);
        LooseBackend loose = new(BackendCatalogue.Open(BackendCatalogue.Simd), order);
        using TilingScene scene = new(loose, _folder, 57, 43, plan, s_preset);
        int tiles = 0;
        scene.Objective.OnTile = (_, count) => tiles = count;
        scene.Evaluate();
        for (int stop = 1; stop <= tiles; stop++)
        {
            scene.Objective.OnTile = (done, _) => { if (done == stop) throw new OperationCanceledException(); };
            Assert.Throws<OperationCanceledException>(() => scene.Evaluate());
            scene.Objective.OnTile = null;
            AssertSame(expected, scene.Evaluate());
        }

        scene.Objective.OnTile = (done, _) => { if (done == tiles / 2) throw new OperationCanceledException(); };
        Assert.Throws<OperationCanceledException>(() => scene.Evaluate());
    }

    [Fact]
    public void Evaluate_AfterWarmUp_MakesNoBuffer()
    {
        IlgpuBackend backend = IlgpuBackend.Create(
            IlgpuDeviceKind.Cpu, options: new IlgpuOptions { Transfers = TransferStreams.Own });
        TilePlan plan = new([new("pool1", 16, 24), new(TilePlan.Deepest, 16, Whole)]);
        using TilingScene scene = new(backend, _folder, 49, 43, plan, s_preset);
        scene.Evaluate();
        (int buffers, long bytes) = (backend.Allocations, backend.AllocatedBytes);
        scene.Evaluate();
        // One allocation each for the constants that set a result's slot: the total variation of a picture in a file.
        Assert.Equal((buffers + 2, bytes), (backend.Allocations, backend.AllocatedBytes));
    }

    [Fact]
    public void Evaluate_OneTile_CarriesNothing()
    {
        LooseBackend loose = new(BackendCatalogue.Open(BackendCatalogue.Simd), LooseOrder.TransfersLate);
        TilePlan whole = new([new("pool1", 96, 96), new(TilePlan.Deepest, 96, 96)]);
        using TilingScene scene = new(loose, _folder, 49, 43, whole, s_styleOnly);
        AssertSame(OnSimd(49, 43, whole, s_styleOnly), scene.Evaluate());
        Assert.Equal(0, loose.Transfers);
    }

    private Evaluated OnSimd(int height, int width, TilePlan plan, LossPreset preset, NetworkOptions? options = null) =>
        Twice(BackendCatalogue.Open(BackendCatalogue.Simd), _folder, height, width, plan, preset, options);

    private Evaluated OnLoose(LooseOrder order, int height, int width, TilePlan plan, LossPreset preset, NetworkOptions? options = null) =>
        Twice(new LooseBackend(BackendCatalogue.Open(BackendCatalogue.Simd), order), _folder, height, width, plan, preset, options);

    private Evaluated OnIlgpu(TransferStreams streams, TilePlan plan, LossPreset preset, bool inFiles, bool half = false) => Twice(
        IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: new IlgpuOptions { Transfers = streams, HalfActivations = half }),
            inFiles ? _folder : null,
        49, 43, plan, preset, null);
}
