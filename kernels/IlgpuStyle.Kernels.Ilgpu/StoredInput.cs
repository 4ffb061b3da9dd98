namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The input as it is stored; where a mask is given, zero unless the mask is positive.</summary>
internal readonly struct StoredInput : IConvolutionInput
{
    /// <inheritdoc/>
    public float Read(FeatureView input, FeatureView mask, int channel, HaloSlot slot, ConvolutionExtents e)
    {
        if (slot.Source < 0)
            return 0f;
        int at = channel * e.IH * e.IW + slot.Source;
        float value = input[at];
        if (e.Masked != 0)
            value = mask[at] > 0f ? value : 0f;
        return value;
    }

    /// <inheritdoc/>
    public Patch ReadPatch(
        FeatureView input, FeatureView mask, int channel, int tileRow, int tileColumn, ConvolutionExtents e)
    {
        TileColumns columns = new(tileColumn * WinogradLine.Outputs - e.Padding, e);
        int top = tileRow * WinogradLine.Outputs - e.Padding, plane = channel * e.IH * e.IW;
        return new Patch(
            ReadRow(input, mask, plane, top, columns, e), ReadRow(input, mask, plane, top + 1, columns, e),
            ReadRow(input, mask, plane, top + 2, columns, e), ReadRow(input, mask, plane, top + 3, columns, e),
            ReadRow(input, mask, plane, top + 4, columns, e), ReadRow(input, mask, plane, top + 5, columns, e));
    }

    private static Float6 ReadRow(
        FeatureView input, FeatureView mask, int plane, int row, TileColumns columns, ConvolutionExtents e) =>
        columns.ReadRow(input, mask, plane, ConvolutionKernels.Source(row, e.IH, e.Mode), e);
}
