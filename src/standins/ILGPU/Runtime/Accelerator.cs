namespace ILGPU.Runtime;

public abstract class Accelerator : IDisposable
{
    private readonly HashSet<MemoryBuffer> _buffers = [];

    private protected Accelerator(Context context, Device device)
    {
        ArgumentNullException.ThrowIfNull(context);
        Context = context;
        Device = device;
        context.Register(this);
    }

    public Context Context { get; }

    public Device Device { get; }

    public abstract AcceleratorStream DefaultStream { get; }

    public AcceleratorType AcceleratorType => Device.AcceleratorType;

    public string Name => Device.Name;

    public long MemorySize => Device.MemorySize;

    public int MaxNumThreadsPerGroup => Device.MaxNumThreadsPerGroup;

    public int MaxSharedMemoryPerGroup => Device.MaxSharedMemoryPerGroup;

    public int WarpSize => Device.WarpSize;

    public int NumMultiprocessors => Device.NumMultiprocessors;

    public AcceleratorStream CreateStream() => CreateStreamInternal();

    public void Synchronize() => DefaultStream.Synchronize();

    /// <summary>
    /// A buffer whose contents are undefined; the stand-in sets all bits, which is NaN for floating point.
    /// </summary>
    public MemoryBuffer1D<T, Stride1D.Dense> Allocate1D<T>(long length)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        MemoryBuffer1D<T, Stride1D.Dense> buffer = new(this, length);
        lock (_buffers)
            _buffers.Add(buffer);
        return buffer;
    }

    /// <summary>Frees every buffer that it made, as the package does.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract AcceleratorStream CreateStreamInternal();

    protected virtual void Dispose(bool disposing)
    {
        MemoryBuffer[] buffers;
        lock (_buffers)
            buffers = [.. _buffers];
        foreach (MemoryBuffer buffer in buffers)
            buffer.Dispose();
    }

    internal void Forget(MemoryBuffer buffer)
    {
        lock (_buffers)
            _buffers.Remove(buffer);
    }
}
