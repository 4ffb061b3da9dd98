using IlgpuStyle.Backends;

namespace IlgpuStyle.Tests.Reference;

/// <summary>Weights (OC, IC, KH, KW) and bias (OC), unpacked, in float64.</summary>
internal sealed class ReferencePreparedConvolution(
    ReferenceBackend backend, ConvolutionGeometry geometry, double[] weights, double[] bias) : PreparedConvolution(geometry)
{
    /// <summary>Who made it.</summary>
    public ReferenceBackend Backend { get; } = backend;

    /// <summary>(OC, IC, KH, KW).</summary>
    public double[] Weights { get; } = weights;

    /// <summary>(OC).</summary>
    public double[] Bias { get; } = bias;

    /// <inheritdoc/>
    public override void Dispose() => Backend.Release((Weights.Length + Bias.Length) * sizeof(double));
}
