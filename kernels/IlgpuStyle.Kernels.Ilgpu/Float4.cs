namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Four float32 as named scalars: the unit of register blocking. Arrays indexed by a loop variable would land
/// in .local memory; structs of scalars become registers, in PTX as in the CPU's just-in-time compiler. 16
/// bytes, so that aligned loads are one instruction.
/// </summary>
internal readonly struct Float4(float x, float y, float z, float w)
{
    public readonly float X = x;
    public readonly float Y = y;
    public readonly float Z = z;
    public readonly float W = w;

    /// <summary>a·this.</summary>
    public Float4 Times(float a) => new(a * X, a * Y, a * Z, a * W);

    /// <summary>this + b.</summary>
    public Float4 Plus(Float4 b) => new(X + b.X, Y + b.Y, Z + b.Z, W + b.W);

    /// <summary>this + a·b, elementwise with a scalar a.</summary>
    public Float4 PlusProduct(float a, Float4 b) => new(
        FusedMultiplyAdd.Of(a, b.X, X), FusedMultiplyAdd.Of(a, b.Y, Y), FusedMultiplyAdd.Of(a, b.Z, Z), FusedMultiplyAdd.Of(a, b.W, W));
}
