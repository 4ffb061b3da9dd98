using BenchmarkDotNet.Attributes;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Bench;

/// <summary>Pooling behind conv1_2, the largest tensor of the network.</summary>
[BenchmarkCategory("Pooling")]
public class PoolingBenchmarks : DeviceBenchmark
{
    private static readonly TensorShape s_shape = VggLayer.All[1].OutputShape;

    private PoolingGeometry _geometry;
    private Tensor _input = null!;
    private Tensor _output = null!;
    private Tensor _gradInput = null!;

    /// <summary>Average or max.</summary>
    [Params(PoolingKind.Average, PoolingKind.Max)]
    public PoolingKind Kind { get; set; }

    /// <summary>Fills tensors.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Open();
        _geometry = new PoolingGeometry(Kind);
        _input = Random(s_shape, 1);
        _output = Random(_geometry.OutputShape(s_shape), 2);
        _gradInput = Random(s_shape, 3);
    }

    /// <summary>2×2, stride 2.</summary>
    [Benchmark]
    public void Forward()
    {
        Backend.PoolForward(_geometry, _input, _output);
        Backend.Synchronize();
    }

    /// <summary>Its adjoint.</summary>
    [Benchmark]
    public void Backward()
    {
        Backend.PoolBackward(_geometry, _input, _output, _gradInput);
        Backend.Synchronize();
    }

    /// <inheritdoc/>
    public override OperatorWork Work(string method)
    {
        double input = s_shape.Length, output = new PoolingGeometry(Kind).OutputShape(s_shape).Length;
        bool readsInput = method == nameof(Backward) && Kind == PoolingKind.Max;
        return new OperatorWork(input, sizeof(float) * (input + output + (readsInput ? input : 0)));
    }
}
