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
    private Tensor _half = null!;

    /// <summary>Fills tensors.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Open();
        _vectors = [.. Enumerable.Range(0, Vectors).Select(seed => Random(s_shape, seed))];
        _output = Random(s_shape, Vectors);
        _half = Random(s_shape with { Height = (s_shape.Height + 1) / 2, Width = (s_shape.Width + 1) / 2 }, Vectors + 1);
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

    /// <summary>Bilinear upsampling by two, added.</summary>
    [Benchmark]
    public void UpsampleAccumulate()
    {
        Backend.UpsampleAccumulate(_half, 0.5, _output, wraps: false);
        Backend.Synchronize();
    }

    /// <summary>Its adjoint.</summary>
    [Benchmark]
    public void UpsampleTransposed()
    {
        Backend.UpsampleTransposed(_output, _half, wraps: false);
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
            nameof(UpsampleAccumulate) => (7.0, 2.25),
            nameof(UpsampleTransposed) => (5.0, 1.25),
            _ => (12.0, 7.0),
        };
        return new OperatorWork(flops * length, sizeof(float) * elements * length);
    }
}
