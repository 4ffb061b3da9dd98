using ILGPU;

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
        AreQuad = e.Padding == 1 && (e.IW & 3) == 0 ? 1 : 0;
    }

    /// <summary>The six elements of a row.</summary>
    /// <param name="input">(C, H, W).</param>
    /// <param name="mask">The same shape.</param>
    /// <param name="plane">Where the channel begins.</param>
    /// <param name="ih">The row; −1 for a row of zeros.</param>
    /// <param name="e">The convolution.</param>
    public Float6 ReadRow<TElements>(FeatureView input, FeatureView mask, int plane, int ih, ConvolutionExtents e)
        where TElements : struct, IInputElements
    {
        if (ih < 0)
            return default;
        int first = plane + ih * e.IW;
        float left = Read<TElements>(input, mask, first, C0), right = Read<TElements>(input, mask, first, C5);
        Float4 middle = AreQuad != 0
            ? default(TElements).ReadQuad(input, mask, (first + C1) / 4)
            : new Float4(
                Read<TElements>(input, mask, first, C1), Read<TElements>(input, mask, first, C2),
                Read<TElements>(input, mask, first, C3), Read<TElements>(input, mask, first, C4));
        return new Float6(left, middle.X, middle.Y, middle.Z, middle.W, right);
    }

    private static float Read<TElements>(FeatureView input, FeatureView mask, int row, int column)
        where TElements : struct, IInputElements
    {
        float value = default(TElements).Read(input, mask, row + IntrinsicMath.Max(column, 0));
        return column >= 0 ? value : 0f;
    }
}
