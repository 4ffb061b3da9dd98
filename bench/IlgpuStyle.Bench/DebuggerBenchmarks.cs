using BenchmarkDotNet.Attributes;

namespace IlgpuStyle.Bench;

/// <summary>The convolution kernels on ILGPU's CPU accelerator, at a shape that a debugger can bear.</summary>
[BenchmarkCategory("Debugger")]
public class DebuggerBenchmarks : ConvolutionBenchmark
{
    /// <inheritdoc/>
    [ParamsSource(nameof(Backends))]
    public override string BackendName { get; set; } = "ilgpu-cpu plain";

    /// <inheritdoc/>
    [ParamsSource(nameof(Layers))]
    public override VggLayer Layer { get; set; }

    /// <summary>One small layer.</summary>
    public static IEnumerable<VggLayer> Layers => [new("64 to 64", 64, 64, 32)];

    /// <summary>The kernels without barriers.</summary>
    public static IEnumerable<string> Backends => ["ilgpu-cpu plain", "ilgpu-cpu blocked", "ilgpu-cpu winograd"];
}
