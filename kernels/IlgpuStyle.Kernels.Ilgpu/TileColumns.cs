namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The six columns of the input under a Winograd tile; −1 for a column of zeros.</summary>
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
}
