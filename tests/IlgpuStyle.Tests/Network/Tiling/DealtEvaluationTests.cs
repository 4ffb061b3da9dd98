using IlgpuStyle.Backends;
using IlgpuStyle.Backends.Scratch;
using IlgpuStyle.Imaging;
using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Weights;

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
            Evaluated expected = Twice(Simd(), scratch: false, height, width, plan, s_preset, options);
            foreach (int devices in (int[])[2, 3])
                AssertSame(expected, Twice(Several(devices, Simd), scratch: false, height, width, plan, s_preset, options));
        }
    }

    /// <summary>With transfers, and the picture on the host: total variation is then summed in bands.</summary>
    [Theory]
    [MemberData(nameof(Plans))]
    public void Evaluate_Offloaded_HasTheBitsOfOne(int height, int width, TilePlan plan)
    {
        Evaluated expected = Twice(Simd(), scratch: true, height, width, plan, s_preset, s_average);
        foreach (LooseOrder order in Enum.GetValues<LooseOrder>())
        {
            AssertSame(expected, Twice(
                Several(2, () => new LooseBackend(Simd(), order)), scratch: true, height, width, plan, s_preset, s_average));
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
            Twice(Simd(), scratch: false, 79, 95, plan, preset, s_average),
            Twice(Several(3, device), scratch: false, 79, 95, plan, preset, s_average));
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
            Twice(Simd(), scratch: false, 93, 119, plan, preset, s_average, masked: true),
            Twice(Several(2, Simd), scratch: false, 93, 119, plan, preset, s_average, masked: true));
    }

    [Fact]
    public void Evaluate_RingOfTiles_HasTheBitsOfOne()
    {
        TilePlan plan = new([new("pool2", 32, 32), new(TilePlan.Deepest, Whole, 64)]);
        NetworkOptions circular = new(null, PaddingMode.Circular);
        AssertSame(
            Twice(Simd(), scratch: false, 96, 128, plan, s_preset, circular),
            Twice(Several(2, Simd), scratch: false, 96, 128, plan, s_preset, circular));
    }

    [Fact]
    public void Evaluate_OnIlgpuCpuTwice_HasTheBitsOfOne()
    {
        TilePlan plan = new([new("pool1", 16, 24), new(TilePlan.Deepest, 16, Whole)]);
        Func<IBackend> On(TransferStreams streams) =>
            () => IlgpuBackend.Create(IlgpuDeviceKind.Cpu, options: new IlgpuOptions { Transfers = streams });
        Evaluated expected = Twice(On(TransferStreams.None)(), scratch: false, 49, 43, plan, s_preset, s_average);
        foreach (TransferStreams streams in Enum.GetValues<TransferStreams>())
            AssertSame(expected, Twice(Several(2, On(streams)), scratch: false, 49, 43, plan, s_preset, s_average));
    }

    [Fact]
    public void Evaluate_WhollyInOnePiece_IsTheFirstDevices()
    {
        TilePlan plan = new([new(TilePlan.Deepest, 96, 96)]);
        AssertSame(
            Twice(Simd(), scratch: false, 49, 43, plan, s_preset, s_average),
            Twice(Several(2, Simd), scratch: false, 49, 43, plan, s_preset, s_average));
    }

    [Theory]
    [InlineData(LooseOrder.OperatorsLate)]
    [InlineData(LooseOrder.TransfersLate)]
    public void Evaluate_StoppedAtAnyTile_CanBeGoneThroughAgain(LooseOrder order)
    {
        TilePlan plan = new([new("pool2", 16, Whole), new(TilePlan.Deepest, 32, Whole)]);
        Evaluated expected = Twice(Simd(), scratch: false, 57, 43, plan, s_preset, s_average);
        using Scene scene = new(Several(2, () => new LooseBackend(Simd(), order)), scratch: false, 57, 43, plan, s_preset, s_average);
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
        Evaluated expected = Twice(Simd(), scratch: false, 57, 71, plan, s_preset, s_average);
        List<LooseBackend> devices = [];
        using Scene scene = new(
            Several(3, () =>
            {
                devices.Add(new LooseBackend(Simd(), LooseOrder.TransfersLate));
                return devices[^1];
            }), scratch: false, 57, 71, plan, s_preset, s_average);
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

    private static void AssertSame(Evaluated expected, Evaluated actual)
    {
        Assert.Equal(expected.Loss, actual.Loss);
        Assert.Equal(expected.Terms, actual.Terms);
        Assert.Equal(expected.Gradient, actual.Gradient);
    }

    /// <summary>The second of two evaluations: the first leaves its traces in every buffer.</summary>
    private static Evaluated Twice(
        IBackend backend, bool scratch, int height, int width, TilePlan plan, LossPreset preset, NetworkOptions options,
        bool masked = false)
    {
        using Scene scene = new(backend, scratch, height, width, plan, preset, options, masked);
        scene.Evaluate();
        return scene.Evaluate();
    }

    private sealed record Evaluated(double Loss, LossTerm[] Terms, float[] Gradient);

    /// <summary>An objective as a stage makes it, whose picture is on the first device or on the host.</summary>
    private sealed class Scene : IDisposable
    {
        private readonly string _path = Path.Combine(Path.GetTempPath(), $"istyle-{Guid.NewGuid():N}.safetensors");
        private readonly IBackend _device;
        private readonly IBackend _backend;
        private readonly ScratchBackend? _scratch;
        private readonly PreparedNetwork _network;
        private readonly Tensor _image;
        private readonly Tensor _gradient;

        public Scene(
            IBackend device, bool scratch, int height, int width, TilePlan plan, LossPreset preset, NetworkOptions options,
            bool masked = false)
        {
            _device = device;
            TestNetworks.Write(_path, "vgg19", layer => 3 + layer[4] - '0');
            using (WeightsFile weights = WeightsFile.Open(_path))
                _network = new PreparedNetwork(device, weights, preset.Layers, options);
            _scratch = scratch ? new ScratchBackend(device, folder: null) : null;
            _backend = _scratch ?? device;
            PreparedNetwork network = _scratch is null ? _network : _network.On(_scratch);
            Mask? left = masked
                ? new(width, height, [.. Enumerable.Range(0, width * height).Select(i => Math.Clamp(1.5f - i % width / 60f, 0, 1))])
                : null;
            StyleSource[] styles = masked
                ? [new(TestPictures.Noise(52, 71, 2), 1, null, left), new(TestPictures.Noise(64, 48, 4), 2, null, left!.Inverse())]
                : [new(TestPictures.Noise(52, 71, 2))];
            TransferTargets targets = TransferTargets.Compute(network, preset, TestPictures.Noise(height, width, 1), styles, left, plan);
            TensorShape shape = new(3, height, width);
            Objective = new StyleTransferObjective(network, preset, targets, shape, plan);
            _image = _backend.Allocate("picture", shape, TensorRole.Vector);
            _gradient = _backend.Allocate("gradient", shape, TensorRole.Vector);
            _backend.Upload(TestPictures.Noise(height, width, 3).Data, _image);
        }

        public StyleTransferObjective Objective { get; }

        public Evaluated Evaluate()
        {
            double loss = Objective.Evaluate(_image, _gradient);
            float[] gradient = new float[_gradient.Shape.Length];
            _backend.Download(_gradient, gradient);
            return new Evaluated(loss, [.. Objective.Report.Terms], gradient);
        }

        public void Dispose()
        {
            _image.Dispose();
            _gradient.Dispose();
            Objective.Dispose();
            _network.Dispose();
            _scratch?.Dispose();
            _device.Dispose();
            File.Delete(_path);
        }
    }
}
