using BenchmarkDotNet.Attributes;

namespace IlgpuStyle.Bench;

/// <summary>VGG19's convolutions; on a device by every kernel, the plain one being the yardstick.</summary>
[BenchmarkCategory("Convolution")]
public class ConvolutionBenchmarks : ConvolutionBenchmark
{
    /// <inheritdoc/>
    [ParamsSource(nameof(Backends))]
    public override string BackendName { get; set; } = "simd";

    /// <inheritdoc/>
    [ParamsSource(nameof(Layers))]
    public override VggLayer Layer { get; set; }

    /// <summary>All shapes of VGG19, or some.</summary>
    public static IEnumerable<VggLayer> Layers => VggLayer.Chosen;

    /// <summary>SIMD, and every kernel of every device.</summary>
    public static IEnumerable<string> Backends => Listed
        ?? Devices.SelectMany(d => new[] { "plain", "blocked", "direct", "winograd" }, (d, kernel) => $"{d} {kernel}").Prepend("simd");
}
