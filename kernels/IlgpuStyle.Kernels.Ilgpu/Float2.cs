namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Two float32 as named scalars; 8 bytes, so that aligned loads are one instruction.</summary>
internal readonly struct Float2(float x, float y)
{
    public readonly float X = x;
    public readonly float Y = y;
}
