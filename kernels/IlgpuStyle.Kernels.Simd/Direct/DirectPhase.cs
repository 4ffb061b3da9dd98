using IlgpuStyle.Backends;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>
/// The outputs whose row and column have the same residues modulo the destination's step, and the kernel taps
/// that reach them.
/// </summary>
/// <param name="Row">First row of the destination.</param>
/// <param name="Column">First column of the destination.</param>
/// <param name="Taps">Kernel taps, possibly none.</param>
internal sealed record DirectPhase(int Row, int Column, DirectTap[] Taps)
{
    /// <summary>All taps, for a source frame that starts Padding rows and columns before the input.</summary>
    public static DirectPhase Forward(ConvolutionGeometry geometry)
    {
        int kernel = geometry.KernelSize;
        DirectTap[] taps = new DirectTap[kernel * kernel];
        for (int tap = 0; tap < taps.Length; tap++)
            taps[tap] = new DirectTap(tap / kernel, tap % kernel, tap / kernel, tap % kernel);
        return new DirectPhase(0, 0, taps);
    }

    /// <summary>
    /// Forward: oh reads padded row oh·S + kh. So destination row y, padded row y + origin, gets gradOutput
    /// row oh = (y + origin − kh) / S from the kh that divide; with y = r + S·i that is row i + (r + origin −
    /// kh)/S. The frame has <see cref="BackwardBorder"/> rows before gradOutput.
    /// </summary>
    public static DirectPhase[] Backward(ConvolutionGeometry geometry)
    {
        int stride = geometry.Stride;
        DirectPhase[] phases = new DirectPhase[stride * stride];
        for (int phase = 0; phase < phases.Length; phase++)
        {
            int row = phase / stride, column = phase % stride;
            List<DirectTap> taps = [];
            for (int kh = 0; kh < geometry.KernelSize; kh++)
            {
                for (int kw = 0; kw < geometry.KernelSize; kw++)
                {
                    int y = row + BackwardOrigin(geometry) - kh, x = column + BackwardOrigin(geometry) - kw;
                    if (y % stride == 0 && x % stride == 0)
                        taps.Add(
                            new DirectTap(
                                kh, kw, y / stride + BackwardBorder(geometry),
                                x / stride + BackwardBorder(geometry)));
                }
            }

            phases[phase] = new DirectPhase(row, column, [.. taps]);
        }

        return phases;
    }

    /// <summary>
    /// The padded row that is the destination's row 0: the input itself where padding is zero, the whole
    /// padded frame where padding repeats pixels and the border's gradient has to be folded back.
    /// </summary>
    public static int BackwardOrigin(ConvolutionGeometry geometry) =>
        geometry.PaddingMode == PaddingMode.Zero ? geometry.Padding : 0;

    /// <summary>Rows and columns of zeros before gradOutput in the source frame.</summary>
    public static int BackwardBorder(ConvolutionGeometry geometry) =>
        (geometry.KernelSize - 1) / geometry.Stride;
}
