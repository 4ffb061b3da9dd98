using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// Elements of (C, H, W) in host memory (dense) or in a tensor's private layout, addressed the same way.
/// </summary>
internal readonly unsafe struct DenseOrTensor
{
    private readonly TensorLayout? _layout;

    /// <summary>A dense host array.</summary>
    public DenseOrTensor(float* dense, TensorShape shape)
    {
        Pointer = dense;
        Channels = shape.Channels;
        Positions = shape.Positions;
    }

    /// <summary>A tensor.</summary>
    public DenseOrTensor(SimdTensor tensor)
    {
        Pointer = tensor.Pointer;
        Channels = tensor.Shape.Channels;
        Positions = tensor.Shape.Positions;
        _layout = tensor.Layout;
    }

    /// <summary>First element.</summary>
    public float* Pointer { get; }

    /// <summary>C.</summary>
    public int Channels { get; }

    /// <summary>H·W.</summary>
    public int Positions { get; }

    /// <summary>Floats from one position to the next.</summary>
    public int PositionStride => _layout?.PositionStride ?? 1;

    /// <summary>Where a channel starts, in floats.</summary>
    public long ChannelOffset(int channel) => _layout?.ChannelOffset(channel) ?? (long)channel * Positions;
}
