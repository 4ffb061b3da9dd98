namespace IlgpuStyle.Tensors;

/// <summary>
/// A handful of float64 slots on the backend. Reductions write their results here without waiting for the
/// device; <see cref="Backends.IDeviceMemory.Download(ScalarBuffer, Span{double})"/> fetches all of them with one
/// synchronisation.
/// </summary>
internal abstract class ScalarBuffer : IDisposable
{
    /// <summary>Makes the handle; only backends do.</summary>
    protected ScalarBuffer(int length) => Length = length;

    /// <summary>Number of slots.</summary>
    public int Length { get; }

    /// <summary>Gives the storage back.</summary>
    public abstract void Dispose();
}
