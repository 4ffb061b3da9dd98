using BenchmarkDotNet.Attributes;

namespace IlgpuStyle.Bench;

/// <summary>An operator that each backend has one kernel for.</summary>
public abstract class DeviceBenchmark : OperatorBenchmark
{
    /// <inheritdoc/>
    [ParamsSource(nameof(Backends))]
    public override string BackendName { get; set; } = "simd";

    /// <summary>The backends that this machine can run.</summary>
    public static IEnumerable<string> Backends => Listed ?? Devices.Prepend("simd");
}
