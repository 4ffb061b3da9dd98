using BenchmarkDotNet.Attributes;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Bench;

/// <summary>Gram matrices of VGG19's style layers, forward and backward.</summary>
[BenchmarkCategory("Gram")]
public class GramBenchmarks : DeviceBenchmark
{
    private Tensor _features = null!;
    private Tensor _gram = null!;
    private Tensor _gradFeatures = null!;

    /// <summary>The layer whose output is taken.</summary>
    [ParamsSource(nameof(Layers))]
    public VggLayer Layer { get; set; }

    /// <summary>The first layer of each block.</summary>
    public static IEnumerable<VggLayer> Layers => VggLayer.Chosen.Where(layer => layer.Name.EndsWith("_1", StringComparison.Ordinal));

    /// <summary>Fills tensors.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Open();
        _features = Random(Layer.OutputShape, 1);
        _gram = Random(TensorShape.Matrix(Layer.OutputChannels), 2);
        _gradFeatures = Random(Layer.OutputShape, 3);
    }

    /// <summary>G = F·Fᵀ / M.</summary>
    [Benchmark]
    public void Forward()
    {
        Backend.GramForward(_features, 1.0 / _features.Shape.Positions, _gram);
        Backend.Synchronize();
    }

    /// <summary>∂L/∂F += S·F.</summary>
    [Benchmark]
    public void Backward()
    {
        Backend.GramBackwardAccumulate(_gram, _features, 1e-6, _gradFeatures);
        Backend.Synchronize();
    }

    /// <inheritdoc/>
    public override OperatorWork Work(string method)
    {
        double channels = Layer.OutputChannels, features = Layer.OutputShape.Length;
        return method == nameof(Forward)
            ? new OperatorWork(channels * features, sizeof(float) * (features + channels * channels))
            : new OperatorWork(2 * channels * features, sizeof(float) * (3 * features + channels * channels));
    }
}
