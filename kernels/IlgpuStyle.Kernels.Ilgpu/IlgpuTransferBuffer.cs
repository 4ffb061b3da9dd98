using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// A block on the device and one on the host, page-locked on CUDA (elsewhere ILGPU gives ordinary memory that stays in its place), and
/// copies between them on the backend's transfer stream.
/// </summary>
internal sealed class IlgpuTransferBuffer : TransferBuffer
{
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _device;
    private readonly PageLockedArray1D<float> _host;
    private IlgpuBackend? _owner;

    /// <summary>Makes the handle.</summary>
    /// <param name="owner">The backend whose memory it is.</param>
    /// <param name="device">The block on the device.</param>
    /// <param name="host">The block on the host.</param>
    /// <param name="tensors">Views of the block on the device.</param>
    public IlgpuTransferBuffer(
        IlgpuBackend owner, MemoryBuffer1D<float, Stride1D.Dense> device, PageLockedArray1D<float> host, IlgpuTensor[] tensors)
        : base(tensors)
    {
        _owner = owner;
        _device = device;
        _host = host;
    }

    /// <inheritdoc/>
    public override Span<float> Host => _host.Span;

    // ILGPU's own calls for page-locked memory copy all of it, and wait on devices that have none.

    /// <inheritdoc/>
    public override void BeginUpload(Tensor destination)
    {
        ArrayView<float> view = View(destination);
        view.CopyFromCPUUnsafeAsync(Owner.TransferStream, ref _host.Span[0], view.Length);
        Owner.Submit();
    }

    /// <inheritdoc/>
    public override void BeginDownload(Tensor source)
    {
        ArrayView<float> view = View(source);
        view.CopyToCPUUnsafeAsync(Owner.TransferStream, ref _host.Span[0], view.Length);
        Owner.Submit();
    }

    /// <inheritdoc/>
    public override void Wait() => Owner.WaitForTransfers();

    /// <inheritdoc/>
    public override void Dispose()
    {
        IlgpuBackend? owner = _owner;
        _owner = null;
        foreach (Tensor tensor in Tensors)
            ((IlgpuTensor)tensor).Invalidate();
        owner?.Free(_device, _host);
    }

    private IlgpuBackend Owner => _owner ?? throw new ArgumentException("the transfer buffer has been given back.");

    private ArrayView<float> View(Tensor tensor) => Tensors.Contains(tensor)
        ? ((IlgpuTensor)tensor).View.Words
        : throw new ArgumentException($"transfer: '{tensor.Name}' is not of this buffer.");
}
