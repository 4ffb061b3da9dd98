namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The input as it is stored, element by element.</summary>
internal readonly struct StoredInput<TElements> : IConvolutionInput
    where TElements : struct, IInputElements
{
    /// <inheritdoc/>
    public float Read(FeatureView input, FeatureView mask, int channel, HaloSlot slot, ConvolutionExtents e)
    {
        // The load waits for no comparison, and nothing waits for the load before the element is stored.
        float value = default(TElements).Read(input, mask, channel * e.IH * e.IW + slot.Source);
        return slot.IsInside != 0 ? value : 0f;
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
        columns.ReadRow<TElements>(input, mask, plane, ConvolutionKernels.Source(row, e.IH, e.Mode), e);
}
