namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Six float32 as named scalars: a line of a Winograd tile, or its values at the six points.</summary>
internal readonly struct Float6(float x0, float x1, float x2, float x3, float x4, float x5)
{
    public readonly float X0 = x0;
    public readonly float X1 = x1;
    public readonly float X2 = x2;
    public readonly float X3 = x3;
    public readonly float X4 = x4;
    public readonly float X5 = x5;
}
