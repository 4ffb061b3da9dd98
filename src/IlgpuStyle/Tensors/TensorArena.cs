namespace IlgpuStyle.Tensors;

/// <summary>
/// One block of a backend's memory that holds several tensors, planned from their lifetimes.
/// </summary>
internal abstract class TensorArena : IDisposable
{
    /// <summary>Makes the handle; only backends do.</summary>
    protected TensorArena(long sizeInBytes) => SizeInBytes = sizeInBytes;

    /// <summary>Size of the block in bytes: the peak of what lives at one time, not the sum.</summary>
    public long SizeInBytes { get; }

    /// <summary>The tensors, in the order of the requests.</summary>
    public abstract IReadOnlyList<Tensor> Tensors { get; }

    /// <summary>Gives the block back; its tensors may not be used afterwards.</summary>
    public abstract void Dispose();
}
