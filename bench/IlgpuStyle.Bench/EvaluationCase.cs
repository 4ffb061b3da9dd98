using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tensors;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Bench;

/// <summary>The objective of a benchmark case on a backend, with its picture and gradient.</summary>
internal sealed class EvaluationCase : IDisposable
{
    private readonly IBackend _backend;
    private readonly PreparedNetwork _network;

    private EvaluationCase(IBackend backend, PreparedNetwork network, StyleTransferObjective objective, RgbImage input)
    {
        _backend = backend;
        _network = network;
        Objective = objective;
        Image = backend.Allocate("picture", input.Shape, TensorRole.Vector);
        Gradient = backend.Allocate("gradient", input.Shape, TensorRole.Vector);
        backend.Upload(input.Data, Image);
    }

    /// <summary>Loss and gradient.</summary>
    public StyleTransferObjective Objective { get; }

    /// <summary>The picture.</summary>
    public Tensor Image { get; }

    /// <summary>Its gradient.</summary>
    public Tensor Gradient { get; }

    /// <summary>A plan in words (<see cref="TilePlan.Text"/>), or null for "".</summary>
    public static TilePlan? PlanOf(string text) => text.Length == 0 ? null : TilePlan.Parse(text);

    /// <summary>Reads a case that <see cref="CaseFile"/> wrote.</summary>
    /// <param name="backend">Where it is evaluated.</param>
    /// <param name="path">The file.</param>
    /// <param name="tiles">How to cut the evaluation; null keeps all activations.</param>
    /// <param name="preset">The formula; null for 'gatys'.</param>
    public static EvaluationCase Open(IBackend backend, string path, TilePlan? tiles = null, LossPreset? preset = null)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        using WeightsFile weights = WeightsFile.Open(path);
        preset ??= LossPresets.Gatys;
        PreparedNetwork network = new(backend, weights, preset.Layers, new NetworkOptions());
        TransferTargets targets = Targets(network, preset, file, tiles);
        // The pictures of the targets are garbage now, and large.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        RgbImage input = Picture(file, "input");
        return new EvaluationCase(backend, network, new StyleTransferObjective(network, preset, targets, input.Shape, tiles), input);
    }

    /// <summary>One evaluation; returns the loss.</summary>
    public double Evaluate() => Objective.Evaluate(Image, Gradient);

    /// <summary>Writes the gradient as a safetensors file with one tensor, "gradient".</summary>
    public void WriteGradient(string path)
    {
        float[] values = new float[Gradient.Shape.Length];
        _backend.Download(Gradient, values);
        SafetensorsWriter.Write(
            path, new Dictionary<string, string>(),
            [new SafetensorsTensor("gradient", [3, Gradient.Shape.Height, Gradient.Shape.Width], values)]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Image.Dispose();
        Gradient.Dispose();
        Objective.Dispose();
        _network.Dispose();
    }

    private static TransferTargets Targets(PreparedNetwork network, LossPreset preset, SafetensorsFile file, TilePlan? tiles) =>
        TransferTargets.Compute(network, preset, Picture(file, "content"), Picture(file, "style"), tiles);

    private static RgbImage Picture(SafetensorsFile file, string name)
    {
        SafetensorsEntry entry = file.Tensors[$"image.{name}"];
        return new RgbImage((int)entry.Shape[2], (int)entry.Shape[1], file.ReadFloats($"image.{name}"));
    }
}
