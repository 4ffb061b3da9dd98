using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

/// <summary>Result slots in host memory.</summary>
internal sealed class ReferenceScalars(ReferenceBackend backend, int length) : ScalarBuffer(length)
{
    /// <summary>Who made the buffer.</summary>
    public ReferenceBackend Backend { get; } = backend;

    /// <summary>The slots.</summary>
    public double[] Values { get; } = new double[length];

    /// <inheritdoc/>
    public override void Dispose() => Backend.Release(Length * sizeof(double));
}
