using BenchmarkDotNet.Attributes;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Bench;

/// <summary>Losses and the optimiser's vectors on a picture: bound by memory.</summary>
[BenchmarkCategory("Vectors")]
public class VectorBenchmarks : DeviceBenchmark
{
    private const int Vectors = 8;

    private static readonly TensorShape s_shape = VggLayer.All[0].InputShape;

    private readonly double[] _coefficients = [1, 2, 3, 4, 5, 6, 7, 8];
    private readonly double[] _dots = new double[Vectors];
    private Tensor[] _vectors = null!;
    private ScalarBuffer _scalars = null!;
    private Tensor _output = null!;

    /// <summary>Fills tensors.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Open();
        _vectors = [.. Enumerable.Range(0, Vectors).Select(seed => Random(s_shape, seed))];
        _output = Random(s_shape, Vectors);
        _scalars = Backend.AllocateScalars(1);
    }

    /// <summary>One vector with eight others, read back.</summary>
    [Benchmark]
    public void Dots() => Backend.Dots(_vectors.AsSpan(0, 1), _vectors, _dots);

    /// <summary>Eight vectors into one.</summary>
    [Benchmark]
    public void LinearCombination()
    {
        Backend.LinearCombination(_coefficients, _vectors, _output);
        Backend.Synchronize();
    }

    /// <summary>Σ(a − b)².</summary>
    [Benchmark]
    public void SquaredDistance()
    {
        Backend.SquaredDistance(_vectors[0], _vectors[1], 1, _scalars, 0);
        Backend.Synchronize();
    }

    /// <summary>Value and gradient.</summary>
    [Benchmark]
    public void TotalVariation()
    {
        Backend.TotalVariationAccumulate(_vectors[0], TotalVariationKind.Squared, 1, 1, _scalars, 0, _output);
        Backend.Synchronize();
    }

    /// <summary>One step of Adam.</summary>
    [Benchmark]
    public void AdamStep()
    {
        Backend.AdamStep(_vectors[0], _vectors[1], _vectors[2], _vectors[3], new AdamParameters(0.1f, 0.9f, 0.99f, 1, 1e-8f));
        Backend.Synchronize();
    }

    /// <inheritdoc/>
    public override OperatorWork Work(string method)
    {
        double length = s_shape.Length;
        (double flops, double elements) = method switch
        {
            nameof(Dots) => (2.0 * Vectors, Vectors + 1.0),
            nameof(LinearCombination) => (2.0 * Vectors, Vectors + 1.0),
            nameof(SquaredDistance) => (3.0, 2.0),
            nameof(TotalVariation) => (14.0, 3.0),
            _ => (12.0, 7.0),
        };
        return new OperatorWork(flops * length, sizeof(float) * elements * length);
    }
}
