namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The input as it is stored, element by element.</summary>
internal readonly struct StoredInput<TElements> : IConvolutionInput
    where TElements : struct, IInputElements
{
    /// <inheritdoc/>
    public HaloSlot Place(int row, int column, int target, ConvolutionExtents e) => new(row, column, e.IW, row >= 0 && column >= 0, target);

    /// <inheritdoc/>
    public float Read(FeatureView input, FeatureView mask, int pixel, int window, HaloSlot slot) =>
        default(TElements).Read(input, mask, pixel);

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
