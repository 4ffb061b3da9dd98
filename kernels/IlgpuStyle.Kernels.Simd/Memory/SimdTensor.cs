using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>A tensor in native memory, alone in its block or part of an arena.</summary>
internal sealed unsafe class SimdTensor : Tensor
{
    private readonly NativeBlock _block;
    private readonly long _offset;
    private readonly bool _ownsBlock;

    /// <summary>A view of <paramref name="block"/> that starts <paramref name="offset"/> floats in.</summary>
    public SimdTensor(
        IBackend owner, string name, TensorShape shape, NativeBlock block, long offset, bool ownsBlock)
        : base(name, shape)
    {
        Owner = owner;
        Layout = new TensorLayout(shape);
        _block = block;
        _offset = offset;
        _ownsBlock = ownsBlock;
    }

    /// <summary>The backend that allocated it.</summary>
    public IBackend Owner { get; }

    /// <summary>Where its elements lie.</summary>
    public TensorLayout Layout { get; }

    /// <summary>First element.</summary>
    /// <exception cref="ObjectDisposedException">The storage has been given back.</exception>
    public float* Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(_block.Pointer == null, this);
            return (float*)_block.Pointer + _offset;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_ownsBlock)
            _block.Dispose();
    }
}
