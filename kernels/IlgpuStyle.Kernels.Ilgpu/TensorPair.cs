namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Two neighbouring channels of a position, rounded to TF32: 8 bytes, one load.</summary>
internal readonly struct TensorPair(uint even, uint odd)
{
    public readonly uint Even = even;
    public readonly uint Odd = odd;
}
