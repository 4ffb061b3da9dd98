using BenchmarkDotNet.Attributes;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Bench;

/// <summary>Between host and device: a picture, and the largest feature map.</summary>
[BenchmarkCategory("Transfers")]
public class TransferBenchmarks : DeviceBenchmark
{
    private float[] _host = null!;
    private Tensor _tensor = null!;

    /// <summary>Channels: 3 for a picture, 64 for conv1_1's output.</summary>
    [Params(3, 64)]
    public int Channels { get; set; }

    private TensorShape Shape => VggLayer.All[0].InputShape with { Channels = Channels };

    /// <summary>Fills the tensor.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Open();
        _host = Values((int)Shape.Length, 1);
        _tensor = Random(Shape, 2);
    }

    /// <summary>Host to device.</summary>
    [Benchmark]
    public void Upload()
    {
        Backend.Upload(_host, _tensor);
        Backend.Synchronize();
    }

    /// <summary>Device to host.</summary>
    [Benchmark]
    public void Download() => Backend.Download(_tensor, _host);

    /// <inheritdoc/>
    public override OperatorWork Work(string method) => new(0, sizeof(float) * (double)Shape.Length);
}
