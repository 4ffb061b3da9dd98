namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The 4×4 outputs of one tile of Winograd's F(4×4, 3×3).</summary>
internal readonly struct FourRows(Float4 row0, Float4 row1, Float4 row2, Float4 row3)
{
    public readonly Float4 Row0 = row0;
    public readonly Float4 Row1 = row1;
    public readonly Float4 Row2 = row2;
    public readonly Float4 Row3 = row3;

    /// <summary>this + other.</summary>
    public FourRows Plus(FourRows other) =>
        new(Row0.Plus(other.Row0), Row1.Plus(other.Row1), Row2.Plus(other.Row2), Row3.Plus(other.Row3));
}
