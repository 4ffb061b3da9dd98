namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Six rows of six elements: what one tile of Winograd's F(4×4, 3×3) reads of a channel.</summary>
internal readonly struct Patch(Float6 row0, Float6 row1, Float6 row2, Float6 row3, Float6 row4, Float6 row5)
{
    public readonly Float6 Row0 = row0;
    public readonly Float6 Row1 = row1;
    public readonly Float6 Row2 = row2;
    public readonly Float6 Row3 = row3;
    public readonly Float6 Row4 = row4;
    public readonly Float6 Row5 = row5;
}
