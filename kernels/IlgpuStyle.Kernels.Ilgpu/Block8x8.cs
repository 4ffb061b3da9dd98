namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// One thread's 8×8 outputs of a tiled product: 64 accumulators, which all become registers. One step
/// multiplies 8 + 8 operands into 64 products, so a step's 64 multiply-adds wait for at most 16 words from
/// shared memory.
/// </summary>
internal struct Block8x8
{
    public Float8 Row0;
    public Float8 Row1;
    public Float8 Row2;
    public Float8 Row3;
    public Float8 Row4;
    public Float8 Row5;
    public Float8 Row6;
    public Float8 Row7;

    /// <summary>RowN += a[N] · b for N in [0, 8).</summary>
    public void AddOuterProduct(Float8 a, Float8 b)
    {
        Row0 = Row0.PlusProduct(a.Low.X, b);
        Row1 = Row1.PlusProduct(a.Low.Y, b);
        Row2 = Row2.PlusProduct(a.Low.Z, b);
        Row3 = Row3.PlusProduct(a.Low.W, b);
        Row4 = Row4.PlusProduct(a.High.X, b);
        Row5 = Row5.PlusProduct(a.High.Y, b);
        Row6 = Row6.PlusProduct(a.High.Z, b);
        Row7 = Row7.PlusProduct(a.High.W, b);
    }
}
