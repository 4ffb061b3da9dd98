using BenchmarkDotNet.Attributes;

namespace IlgpuStyle.Bench;

/// <summary>The convolution kernels on ILGPU's CPU accelerator, at a shape that a debugger can bear.</summary>
[BenchmarkCategory("Debugger")]
public class DebuggerBenchmarks : ConvolutionBenchmarks
{
    /// <summary>One small layer.</summary>
    public override IEnumerable<VggLayer> Layers => [new("64 to 64", 64, 64, 32)];

    /// <summary>The kernels without barriers.</summary>
    public override IEnumerable<string> Backends => ["ilgpu-cpu plain", "ilgpu-cpu blocked", "ilgpu-cpu winograd"];
}
