using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The gradient at a convolution's output, from that of the pooling (2×2, stride 2) behind its ReLU: the input is gradPooled, (C, PH, PW),
/// the mask the ReLU's output, (C, IH, IW), in which max pooling finds its winners again. The gradient between the two, four times as large
/// as the pooled one, is neither written nor read. Padding 1, of zeros.
/// </summary>
internal readonly struct PooledInput<TGradient, TStorage> : IConvolutionInput
    where TGradient : struct, IPooledGradient
    where TStorage : struct, IFeatureStorage
{
    /// <inheritdoc/>
    public HaloSlot Place(int row, int column, int target, ConvolutionExtents e)
    {
        PoolingWindow window = new(row >> 1, column >> 1, e.IH, e.IW);
        int nearRow = IntrinsicMath.Clamp(window.Row, 0, e.PH - 1), nearColumn = IntrinsicMath.Clamp(window.Column, 0, e.PW - 1);
        bool isInside = row >= 0 && column >= 0 && nearRow == window.Row && nearColumn == window.Column;
        int across = (column & 1) != 0 ? -1 : window.HasRight, down = (row & 1) != 0 ? -e.IW : window.HasBelow * e.IW;
        return new HaloSlot(row, column, e.IW, isInside, target)
        {
            Window = nearRow * e.PW + nearColumn, Share = window.Share, Across = isInside ? across : 0, Down = isInside ? down : 0,
        };
    }

    /// <inheritdoc/>
    public float Read(FeatureView input, FeatureView mask, int pixel, int window, HaloSlot slot) =>
        default(TGradient).DistributeTo<TStorage>(input.Read<SingleStorage>(window), mask, pixel, slot);

    /// <inheritdoc/>
    public Patch ReadPatch(
        FeatureView input, FeatureView mask, int channel, int tileRow, int tileColumn, ConvolutionExtents e)
    {
        // With padding 1 a patch begins in the lower right pixel of a window and ends in the upper left one of the third after it.
        int row = 2 * tileRow - 1, column = 2 * tileColumn - 1;
        FourWindows rows0 = ReadWindows(input, mask, channel, row, column, e);
        FourWindows rows1 = ReadWindows(input, mask, channel, row + 1, column, e);
        FourWindows rows2 = ReadWindows(input, mask, channel, row + 2, column, e);
        FourWindows rows3 = ReadWindows(input, mask, channel, row + 3, column, e);
        return new Patch(rows0.Lower, rows1.Upper, rows1.Lower, rows2.Upper, rows2.Lower, rows3.Upper);
    }

    private static FourWindows ReadWindows(
        FeatureView input, FeatureView mask, int channel, int row, int column, ConvolutionExtents e)
    {
        int top = 2 * row, left = 2 * column;
        Float4 upper = ReadMiddle(mask, channel, top, left + 2, e), lower = ReadMiddle(mask, channel, top + 1, left + 2, e);
        return new FourWindows(
            Distribute(input, channel, row, column, ReadWindow(mask, channel, top, left, e), e),
            Distribute(input, channel, row, column + 1, new Float4(upper.X, upper.Y, lower.X, lower.Y), e),
            Distribute(input, channel, row, column + 2, new Float4(upper.Z, upper.W, lower.Z, lower.W), e),
            Distribute(input, channel, row, column + 3, ReadWindow(mask, channel, top, left + 6, e), e));
    }

    private static Float4 Distribute(
        FeatureView input, int channel, int row, int column, Float4 pixels, ConvolutionExtents e) =>
        default(TGradient).Distribute(
            ReadGradient(input, channel, row, column, e), pixels, new PoolingWindow(row, column, e.IH, e.IW).Share);

    private static float ReadGradient(FeatureView input, int channel, int row, int column, ConvolutionExtents e)
    {
        int nearRow = IntrinsicMath.Clamp(row, 0, e.PH - 1), nearColumn = IntrinsicMath.Clamp(column, 0, e.PW - 1);
        float value = input.Read<SingleStorage>((channel * e.PH + nearRow) * e.PW + nearColumn);
        return nearRow == row && nearColumn == column ? value : 0f;
    }

    // Four pixels of a row, the first at a multiple of four.
    private static Float4 ReadMiddle(FeatureView mask, int channel, int row, int column, ConvolutionExtents e)
    {
        if (row < 0 || row >= e.IH)
            return default;
        int first = (channel * e.IH + row) * e.IW + column;
        return (e.IW & 3) == 0
            ? mask.ReadQuad<TStorage>(first / 4)
            : new Float4(
                mask.Read<TStorage>(first), column + 1 < e.IW ? mask.Read<TStorage>(first + 1) : 0f,
                column + 2 < e.IW ? mask.Read<TStorage>(first + 2) : 0f, column + 3 < e.IW ? mask.Read<TStorage>(first + 3) : 0f);
    }

    private static Float4 ReadWindow(FeatureView mask, int channel, int row, int column, ConvolutionExtents e) => new(
        ReadPixel(mask, channel, row, column, e), ReadPixel(mask, channel, row, column + 1, e),
        ReadPixel(mask, channel, row + 1, column, e), ReadPixel(mask, channel, row + 1, column + 1, e));

    private static float ReadPixel(FeatureView mask, int channel, int row, int column, ConvolutionExtents e) =>
        row >= 0 && row < e.IH && column >= 0 && column < e.IW ? mask.Read<TStorage>((channel * e.IH + row) * e.IW + column) : 0f;
}
