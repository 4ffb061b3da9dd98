using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>
/// Transfers beside the operators, on a stream of their own. ILGPU 1.5.3 lets no stream wait for another: the host waits, see
/// <see cref="TransferBuffer"/>.
/// </content>
internal sealed partial class IlgpuBackend
{
    private readonly TransferStreams _transferStreams;
    private AcceleratorStream? _transferStream;

    /// <summary>True for graphics cards; what OpenCL or ILGPU allocates for a processor is the process's.</summary>
    public bool HasOwnMemory { get; }

    /// <inheritdoc/>
    public bool HasTransfers => _transferStreams != TransferStreams.None;

    /// <summary>Where transfers are queued: the operators' own stream where the device would not run two at once.</summary>
    internal AcceleratorStream TransferStream => _transferStream ??=
        _transferStreams == TransferStreams.Own ? _accelerator.CreateStream() : Stream;

    /// <inheritdoc/>
    public TransferBuffer AllocateTransfer(string name, IReadOnlyList<TensorShape> shapes)
    {
        if (!HasTransfers)
            throw new InvalidOperationException($"{name}: transfers are switched off.");
        long length = shapes.Max(shape => shape.Length);
        MemoryBuffer1D<float, Stride1D.Dense> device = NewBuffer<float>(name, shapes.Max(StorageBytes) / sizeof(float));
        try
        {
            IlgpuTransferBuffer buffer = new(
                this, device, _accelerator.AllocatePageLocked1D<float>(length),
                [.. shapes.Select(shape => new IlgpuTensor(
                    this, name, shape, device.View.BaseView.SubView(0, shape.Length), isHalf: false, buffer: null))]);
            // The zeros are written on the operators' stream.
            Synchronize();
            return buffer;
        }
        catch (Exception exception) when (exception is AcceleratorException or OutOfMemoryException)
        {
            Free(device);
            throw new InputException(
                $"{Description}: no room on the host for '{name}' ({length * sizeof(float) >> 20} MiB that are not swapped): use smaller "
                    + "tiles.", exception);
        }
    }

    /// <summary>
    /// Hands the device what has been queued on both streams. CUDA does so by itself; an OpenCL driver may keep a queue back until somebody
    /// waits for it, and then nothing would overlap.
    /// </summary>
    internal void Submit()
    {
        Submit(Stream);
        Submit(TransferStream);
    }

    /// <summary>Waits for all transfers begun.</summary>
    internal void WaitForTransfers()
    {
        try
        {
            TransferStream.Synchronize();
        }
        catch (AcceleratorException exception)
        {
            throw Failure(exception);
        }
    }

    /// <summary>Gives a buffer and the host's memory that it was filled from back, after the transfers and the work that use
    /// them.</summary>
    internal void Free(MemoryBuffer1D<float, Stride1D.Dense> buffer, PageLockedArray1D<float> host)
    {
        if (_disposed)
            return;
        WaitForTransfers();
        Free(buffer);
        host.Dispose();
    }

    private static void Submit(AcceleratorStream stream)
    {
        if (stream is CLStream queue)
            CLException.ThrowIfFailed(CLAPI.CurrentAPI.FlushCommandQueue(queue.CommandQueue));
    }

    private static TransferStreams StreamsOf(Accelerator accelerator, IlgpuOptions options) =>
        options.Transfers != TransferStreams.Automatic ? options.Transfers
        // Its streams run nothing by themselves: whoever queues something does it.
        : accelerator.AcceleratorType == AcceleratorType.CPU ? TransferStreams.Shared
        : TransferStreams.Own;
}
