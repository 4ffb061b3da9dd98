using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>A pooling layer's numbers as the kernels take them: extents in elements, oneDNN's
/// letters.</summary>
internal readonly struct PoolingExtents(PoolingGeometry geometry, TensorShape input, TensorShape output)
{
    public readonly int C = input.Channels;
    public readonly int IH = input.Height;
    public readonly int IW = input.Width;
    public readonly int OH = output.Height;
    public readonly int OW = output.Width;
    public readonly int Window = geometry.Window;
    public readonly int Stride = geometry.Stride;
}
