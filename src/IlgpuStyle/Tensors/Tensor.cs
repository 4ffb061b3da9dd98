namespace IlgpuStyle.Tensors;

/// <summary>
/// A handle of float32 storage that a backend owns. How the elements lie in memory is the backend's private
/// matter; <see cref="Backends.IDeviceMemory.Upload(ReadOnlySpan{float}, Tensor)"/> and
/// <see cref="Backends.IDeviceMemory.Download(Tensor, Span{float})"/> speak dense (C, H, W). Fresh tensors hold
/// zeros.
/// </summary>
internal abstract class Tensor : IDisposable
{
    /// <summary>Makes the handle; only backends do.</summary>
    /// <param name="name">What the tensor holds, for messages: "gradient of conv3_2".</param>
    /// <param name="shape">Logical shape.</param>
    protected Tensor(string name, TensorShape shape)
    {
        Name = name;
        Shape = shape;
    }

    /// <summary>What the tensor holds, for messages.</summary>
    public string Name { get; }

    /// <summary>Logical shape (C, H, W).</summary>
    public TensorShape Shape { get; }

    /// <summary>
    /// Gives the storage back. Tensors placed in one <see cref="TensorArena"/> share its storage: dispose the
    /// arena.
    /// </summary>
    public abstract void Dispose();
}
