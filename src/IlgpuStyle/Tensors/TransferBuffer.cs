namespace IlgpuStyle.Tensors;

/// <summary>
/// A block on the host, a block of the same size on the device, and the way between them beside the
/// operators: what is begun here may run while operators do. Each of its tensors is a view of the same device
/// block, from its start.
/// <para>
/// The order between a transfer and operators is the caller's business. An operator may read a tensor once
/// <see cref="Wait"/> has returned after its upload; a transfer may begin once
/// <see cref="Backends.IDeviceMemory.Synchronize"/> has returned after the last operator on the block. Transfers of
/// one backend run in the order in which they are begun.
/// </para>
/// </summary>
internal abstract class TransferBuffer(IReadOnlyList<Tensor> tensors) : IDisposable
{
    /// <summary>One for each shape that was asked for; not disposed apart.</summary>
    public IReadOnlyList<Tensor> Tensors { get; } = tensors;

    /// <summary>
    /// The host's block, as long as the largest tensor. Not to be touched between a begun transfer and
    /// <see cref="Wait"/>.
    /// </summary>
    public abstract Span<float> Host { get; }

    /// <summary>The tensor of a shape.</summary>
    /// <exception cref="ArgumentException">The shape was not asked for.</exception>
    public Tensor Of(TensorShape shape)
    {
        foreach (Tensor tensor in Tensors)
        {
            if (tensor.Shape == shape)
                return tensor;
        }

        throw new ArgumentException($"transfer buffer: no tensor of shape {shape}.");
    }

    /// <summary>Host to device, dense (C, H, W); returns at once where the device can.</summary>
    /// <param name="destination">One of <see cref="Tensors"/>.</param>
    public abstract void BeginUpload(Tensor destination);

    /// <summary>Device to host, dense (C, H, W); returns at once where the device can.</summary>
    /// <param name="source">One of <see cref="Tensors"/>.</param>
    public abstract void BeginDownload(Tensor source);

    /// <summary>Waits for all transfers begun on the backend.</summary>
    /// <exception cref="InputException">The device failed.</exception>
    public abstract void Wait();

    /// <summary>Waits, then gives both blocks back.</summary>
    public abstract void Dispose();
}
