using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Upsampling's numbers as the kernels take them.</summary>
internal readonly struct UpsampleExtents(TensorShape coarse, TensorShape fine, bool wraps)
{
    public readonly int Height = fine.Height;
    public readonly int Width = fine.Width;
    public readonly int CoarseHeight = coarse.Height;
    public readonly int CoarseWidth = coarse.Width;
    public readonly int FineLength = (int)fine.Length;
    public readonly int CoarseLength = (int)coarse.Length;
    public readonly int Wraps = wraps ? 1 : 0;
}
