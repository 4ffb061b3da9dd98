using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>One buffer that holds several tensors as sub-views, each aligned to 256 bytes.</summary>
internal sealed class IlgpuTensorArena : TensorArena
{
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _buffer;
    private readonly IlgpuTensor[] _tensors;
    private IlgpuBackend? _owner;

    /// <summary>Makes the handle.</summary>
    public IlgpuTensorArena(IlgpuBackend owner, MemoryBuffer1D<float, Stride1D.Dense> buffer,
        IlgpuTensor[] tensors)
        : base(buffer.LengthInBytes)
    {
        _owner = owner;
        _buffer = buffer;
        _tensors = tensors;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Tensors => _tensors;

    /// <inheritdoc/>
    public override void Dispose()
    {
        _owner?.Free(_buffer);
        _owner = null;
        foreach (IlgpuTensor tensor in _tensors)
            tensor.Invalidate();
    }
}
