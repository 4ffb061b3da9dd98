using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>A tensor in device memory: dense (C, H, W), W fastest, in a buffer of its own or in an
/// arena's.</summary>
internal sealed class IlgpuTensor : Tensor
{
    private readonly MemoryBuffer1D<float, Stride1D.Dense>? _buffer;
    private readonly FeatureView _view;

    /// <summary>Makes the handle.</summary>
    /// <param name="owner">The backend whose memory it is.</param>
    /// <param name="name">For messages.</param>
    /// <param name="shape">Logical shape.</param>
    /// <param name="view">Where the elements lie.</param>
    /// <param name="isHalf">Whether two elements share a word.</param>
    /// <param name="buffer">The buffer to give back on disposal; null for a tensor of an arena.</param>
    public IlgpuTensor(
        IlgpuBackend owner, string name, TensorShape shape, ArrayView<float> view, bool isHalf,
        MemoryBuffer1D<float, Stride1D.Dense>? buffer)
        : base(name, shape)
    {
        Owner = owner;
        _view = new FeatureView(view, isHalf);
        _buffer = buffer;
    }

    /// <summary>The backend whose memory it is; null after disposal.</summary>
    public IlgpuBackend? Owner { get; private set; }

    /// <summary>The elements.</summary>
    public FeatureView View => _view;

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (_buffer is null)
            return;
        Owner?.Free(_buffer);
        Owner = null;
    }

    /// <summary>Makes later uses of an arena's tensor fail with a message.</summary>
    internal void Invalidate() => Owner = null;
}
