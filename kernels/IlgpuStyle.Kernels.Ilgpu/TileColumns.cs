namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The six columns of the input under four columns of the output; −1 for a column of zeros.</summary>
internal readonly struct TileColumns
{
    public readonly int C0;
    public readonly int C1;
    public readonly int C2;
    public readonly int C3;
    public readonly int C4;
    public readonly int C5;

    /// <summary>1 if C1 to C4 are an aligned quad of every row.</summary>
    public readonly int AreQuad;

    /// <summary>Applies the padding rule.</summary>
    /// <param name="left">The first column, which may lie beyond the border as any other.</param>
    /// <param name="e">The convolution.</param>
    public TileColumns(int left, ConvolutionExtents e)
    {
        C0 = ConvolutionKernels.Source(left, e.IW, e.Mode);
        C1 = ConvolutionKernels.Source(left + 1, e.IW, e.Mode);
        C2 = ConvolutionKernels.Source(left + 2, e.IW, e.Mode);
        C3 = ConvolutionKernels.Source(left + 3, e.IW, e.Mode);
        C4 = ConvolutionKernels.Source(left + 4, e.IW, e.Mode);
        C5 = ConvolutionKernels.Source(left + 5, e.IW, e.Mode);
        AreQuad = e.Padding == 1 && e.IW % 4 == 0 ? 1 : 0;
    }

    /// <summary>The six elements of a row, zero where the mask (if there is one) is not positive.</summary>
    /// <param name="input">(C, H, W).</param>
    /// <param name="mask">The same shape.</param>
    /// <param name="plane">Where the channel begins.</param>
    /// <param name="ih">The row; −1 for a row of zeros.</param>
    /// <param name="e">The convolution.</param>
    public Float6 ReadRow(FeatureView input, FeatureView mask, int plane, int ih, ConvolutionExtents e)
    {
        if (ih < 0)
            return default;
        int first = plane + ih * e.IW;
        float left = Read(input, mask, first, C0, e), right = Read(input, mask, first, C5, e);
        Float4 middle = AreQuad != 0
            ? ReadQuad(input, mask, first + C1, e)
            : new Float4(
                Read(input, mask, first, C1, e), Read(input, mask, first, C2, e), Read(input, mask, first, C3, e),
                Read(input, mask, first, C4, e));
        return new Float6(left, middle.X, middle.Y, middle.Z, middle.W, right);
    }

    private static float Read(FeatureView input, FeatureView mask, int row, int column, ConvolutionExtents e)
    {
        if (column < 0)
            return 0f;
        float value = input[row + column];
        return e.Masked == 0 || mask[row + column] > 0f ? value : 0f;
    }

    private static Float4 ReadQuad(FeatureView input, FeatureView mask, int at, ConvolutionExtents e)
    {
        Float4 values = input.ReadQuad(at / 4);
        if (e.Masked == 0)
            return values;
        Float4 open = mask.ReadQuad(at / 4);
        return new Float4(
            open.X > 0f ? values.X : 0f, open.Y > 0f ? values.Y : 0f, open.Z > 0f ? values.Z : 0f,
            open.W > 0f ? values.W : 0f);
    }
}
