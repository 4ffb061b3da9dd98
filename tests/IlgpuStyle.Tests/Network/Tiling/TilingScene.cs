using IlgpuStyle.Backends;
using IlgpuStyle.Backends.Scratch;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Network.Tiling;

/// <summary>An objective as a stage makes it, of tiles whose large tensors are on the device, on the host or in files.</summary>
internal sealed class TilingScene : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"istyle-{Guid.NewGuid():N}.safetensors");
    private readonly IBackend _device;
    private readonly IBackend _backend;
    private readonly ScratchBackend? _scratch;
    private readonly PreparedNetwork _network;
    private readonly Tensor _image;
    private readonly Tensor _gradient;

    /// <summary>Takes the device over.</summary>
    /// <param name="device">What computes.</param>
    /// <param name="scratch">Where large tensors are: a folder; "" for the host; null for the device.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="plan">The tiles.</param>
    /// <param name="preset">The losses.</param>
    /// <param name="options">The network's.</param>
    /// <param name="masked">Whether there are two paintings, one to the left, one to the right.</param>
    public TilingScene(
        IBackend device, string? scratch, int height, int width, TilePlan plan, LossPreset preset, NetworkOptions? options = null,
        bool masked = false)
    {
        _device = device;
        TestNetworks.Write(_path, "vgg19", layer => 3 + layer[4] - '0');
        using (WeightsFile weights = WeightsFile.Open(_path))
            _network = new PreparedNetwork(device, weights, preset.Layers, options ?? new NetworkOptions());
        _scratch = scratch is null ? null : new ScratchBackend(device, scratch.Length > 0 ? scratch : null);
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

    /// <summary>The second of two evaluations: the first leaves its traces in every buffer.</summary>
    public static Evaluated Twice(
        IBackend device, string? scratch, int height, int width, TilePlan plan, LossPreset preset, NetworkOptions? options = null,
        bool masked = false)
    {
        using TilingScene scene = new(device, scratch, height, width, plan, preset, options, masked);
        scene.Evaluate();
        return scene.Evaluate();
    }

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

    /// <summary>To the last bit.</summary>
    public static void AssertSame(Evaluated expected, Evaluated actual)
    {
        Assert.Equal(expected.Loss, actual.Loss);
        Assert.Equal(expected.Terms, actual.Terms);
        Assert.Equal(expected.Gradient, actual.Gradient);
    }

    /// <summary>What an evaluation gave.</summary>
    internal sealed record Evaluated(double Loss, LossTerm[] Terms, float[] Gradient);
}
