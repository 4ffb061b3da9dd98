using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>A layer's weights in device memory, packed for both directions by
/// <see cref="ConvolutionPacking"/>.</summary>
internal sealed class IlgpuConvolution : PreparedConvolution
{
    private readonly MemoryBuffer1D<float, Stride1D.Dense>[] _buffers;
    private readonly MemoryBuffer1D<float, Stride1D.Dense>? _winograd;
    private readonly MemoryBuffer1D<float, Stride1D.Dense>? _tensor;
    private readonly MemoryBuffer1D<float, Stride1D.Dense>? _tensorBackward;

    /// <summary>Makes the handle.</summary>
    /// <param name="owner">The backend whose memory it is.</param>
    /// <param name="geometry">The convolution's shape.</param>
    /// <param name="winograd">The weights at Winograd's points, for both directions; null if the layer never uses
    /// it.</param>
    /// <param name="tensor">The weights for the tensor cores, forward and backward; null if the layer never runs on them.</param>
    /// <param name="buffers">Forward weights, bias, then the backward's weights: packed if it is a
    /// convolution (stride 1), and dense (OC, IC, KH, KW) if part of it is gathered (another stride, or
    /// padding other than zeros).</param>
    public IlgpuConvolution(
        IlgpuBackend owner, ConvolutionGeometry geometry, MemoryBuffer1D<float, Stride1D.Dense>? winograd,
        (MemoryBuffer1D<float, Stride1D.Dense> Forward, MemoryBuffer1D<float, Stride1D.Dense> Backward)? tensor,
        params MemoryBuffer1D<float, Stride1D.Dense>[] buffers)
        : base(geometry)
    {
        Owner = owner;
        _winograd = winograd;
        (_tensor, _tensorBackward) = (tensor?.Forward, tensor?.Backward);
        _buffers = buffers;
    }

    /// <summary>The backend whose memory it is; null after disposal.</summary>
    public IlgpuBackend? Owner { get; private set; }

    /// <summary>Packed weights of the forward pass.</summary>
    public ArrayView<float> Weights => _buffers[0].View.BaseView;

    /// <summary>Bias, one a channel.</summary>
    public ArrayView<float> Bias => _buffers[1].View.BaseView;

    /// <summary>Packed weights of the backward for stride 1.</summary>
    public ArrayView<float> BackwardWeights => _buffers[2].View.BaseView;

    /// <summary>Weights (OC, IC, KH, KW), dense, for the gathering kernel.</summary>
    public ArrayView<float> DenseWeights => _buffers[^1].View.BaseView;

    /// <summary>Weights at Winograd's points: <see cref="Ilgpu.WinogradWeights"/>.</summary>
    public ArrayView<float> WinogradWeights => _winograd!.View.BaseView;

    /// <summary>A direction's weights for the tensor cores: <see cref="TensorPacking"/>.</summary>
    public ArrayView<TensorQuad> TensorWeights(bool isBackward) =>
        (isBackward ? _tensorBackward : _tensor)!.View.BaseView.Cast<TensorQuad>();

    /// <summary>Whether the backward is a convolution with flipped weights.</summary>
    public static bool IsBackwardConvolution(ConvolutionGeometry geometry) => geometry.Stride == 1;

    /// <summary>Whether the backward is gathered, in whole (stride) or for the border only
    /// (padding).</summary>
    public static bool IsBackwardGathered(ConvolutionGeometry geometry) =>
        geometry.Stride != 1 || (geometry.PaddingMode != PaddingMode.Zero && geometry.Padding > 0);

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Owner is null)
            return;
        foreach (MemoryBuffer1D<float, Stride1D.Dense>? buffer in (MemoryBuffer1D<float, Stride1D.Dense>?[])
            [.. _buffers, _winograd, _tensor, _tensorBackward])
        {
            if (buffer is not null)
                Owner.Free(buffer);
        }

        Owner = null;
    }
}
