using BenchmarkDotNet.Attributes;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Bench;

/// <summary>A convolution, forward and backward to the input.</summary>
public abstract class ConvolutionBenchmark : OperatorBenchmark
{
    private PreparedConvolution _convolution = null!;
    private Tensor _input = null!;
    private Tensor _output = null!;
    private Tensor _gradOutput = null!;
    private Tensor _gradInput = null!;

    /// <summary>The layer.</summary>
    public abstract VggLayer Layer { get; set; }

    /// <summary>Packs weights and fills tensors.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Open();
        _convolution = Backend.PrepareConvolution(Layer.Geometry, Values(Layer.Geometry.WeightsLength, 1), Values(Layer.OutputChannels, 2));
        _input = Random(Layer.InputShape, 3);
        _output = Random(Layer.OutputShape, 4);
        _gradOutput = Random(Layer.OutputShape, 5);
        _gradInput = Random(Layer.InputShape, 6);
    }

    /// <summary>With bias and ReLU.</summary>
    [Benchmark]
    public void Forward()
    {
        Backend.ConvolutionForward(_convolution, _input, _output, relu: true);
        Backend.Synchronize();
    }

    /// <summary>With the ReLU's mask.</summary>
    [Benchmark]
    public void BackwardInput()
    {
        Backend.ConvolutionBackwardInput(_convolution, _gradOutput, _output, _gradInput);
        Backend.Synchronize();
    }

    /// <inheritdoc/>
    public override OperatorWork Work(string method)
    {
        double input = Layer.InputShape.Length, output = Layer.OutputShape.Length, weights = Layer.Geometry.WeightsLength;
        double elements = input + weights + output * (method == nameof(Forward) ? 1 : 2);
        return new OperatorWork(2 * weights * Layer.OutputShape.Positions, sizeof(float) * elements);
    }
}
