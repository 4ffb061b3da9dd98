namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Sums of four neighbouring columns, four output channels each: 16 accumulators, which become registers.</summary>
internal struct FourColumns
{
    public Float4 S0;
    public Float4 S1;
    public Float4 S2;
    public Float4 S3;

    /// <summary>S[c] += w0·row[c] + w1·row[c + 1] + w2·row[c + 2]: three taps of one row.</summary>
    public void Add(Float6 row, Float4 w0, Float4 w1, Float4 w2)
    {
        S0 = S0.PlusProduct(row.X0, w0).PlusProduct(row.X1, w1).PlusProduct(row.X2, w2);
        S1 = S1.PlusProduct(row.X1, w0).PlusProduct(row.X2, w1).PlusProduct(row.X3, w2);
        S2 = S2.PlusProduct(row.X2, w0).PlusProduct(row.X3, w1).PlusProduct(row.X4, w2);
        S3 = S3.PlusProduct(row.X3, w0).PlusProduct(row.X4, w1).PlusProduct(row.X5, w2);
    }
}
