using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The 3×3 convolution with stride 1 by Winograd's F(4×4, 3×3): 36 products for 16 outputs instead of 144. Three steps: input
/// tiles to the points, <c>V = Bᵀ·d·B</c>; 36 matrix products over the channels; products to outputs, <c>Y = AᵀMA</c>. Forward
/// and backward to the input alike (<see cref="ConvolutionExtents.Backward"/>). Tensors (C, H, W), dense, W fastest; no
/// barriers, no shared memory, except in <see cref="WinogradTiledKernels"/>.
/// </summary>
internal static class WinogradKernels
{
    /// <summary>
    /// points[6i+j][ic][t] = (Bᵀ·d·B)[i,j], d = the 6×6 input elements under tile t of channel ic, which overlap by two
    /// with the neighbours'; = . Beyond the border the padding rule holds; where a mask is given, an element counts as zero
    /// unless its mask is positive. One thread a tile of a channel; neighbouring threads have neighbouring tiles, so all
    /// 36 stores are coalesced. A row is read as one 128-bit load and two single ones where rows are whole quads. 2.25 reads a
    /// pixel, most from the caches; 36 writes and 288 operations a tile.
    /// </summary>
    public static void InputTransform<TInput>(
        FeatureView input, FeatureView mask, ArrayView<float> points, ConvolutionExtents e, WinogradBatch batch)
        where TInput : struct, IConvolutionInput
    {
        TInput source = default;
        for (int unit = GridStride.First; unit < e.IC * batch.Count; unit += GridStride.Step)
        {
            WinogradPlace place = new(unit, batch);
            Patch patch = source.ReadPatch(input, mask, place.Channel, place.TileRow, place.TileColumn, e);
            Float6 row0 = WinogradLine.ToPoints(patch.Row0), row1 = WinogradLine.ToPoints(patch.Row1);
            Float6 row2 = WinogradLine.ToPoints(patch.Row2), row3 = WinogradLine.ToPoints(patch.Row3);
            Float6 row4 = WinogradLine.ToPoints(patch.Row4), row5 = WinogradLine.ToPoints(patch.Row5);
            int at = place.Channel * batch.Pitch + place.Column, step = e.IC * batch.Pitch;
            StorePoints(new Float6(row0.X0, row1.X0, row2.X0, row3.X0, row4.X0, row5.X0), points, at, step);
            StorePoints(new Float6(row0.X1, row1.X1, row2.X1, row3.X1, row4.X1, row5.X1), points, at + step, step);
            StorePoints(new Float6(row0.X2, row1.X2, row2.X2, row3.X2, row4.X2, row5.X2), points, at + 2 * step, step);
            StorePoints(new Float6(row0.X3, row1.X3, row2.X3, row3.X3, row4.X3, row5.X3), points, at + 3 * step, step);
            StorePoints(new Float6(row0.X4, row1.X4, row2.X4, row3.X4, row4.X4, row5.X4), points, at + 4 * step, step);
            StorePoints(new Float6(row0.X5, row1.X5, row2.X5, row3.X5, row4.X5, row5.X5), points, at + 5 * step, step);
        }
    }

    /// <summary>
    /// products[point][m][t] = Σ_k U[point'](k, m) · points[point][k][t]; = . One thread computes 4 rows × 4 columns of one
    /// point in 16 registers: 16 multiply-adds for two four-word loads (five loads in the backward).
    /// </summary>
    public static void ProductBlocked(
        ArrayView<Float4> points, ArrayView<float> weights, ArrayView<Float4> products, WinogradProduct p)
    {
        int quads = p.Pitch / 4, rows = p.Rows / 4;
        for (int unit = GridStride.First; unit < WinogradWeights.Points * rows * quads; unit += GridStride.Step)
        {
            int quad = unit % quads, rest = unit / quads, m = rest % rows * 4, point = rest / rows;
            int mStep = p.Transposed != 0 ? p.WeightPitch : 1, kStep = p.Transposed != 0 ? 1 : p.WeightPitch;
            int u = p.PlaneOf(point) + m * mStep, v = point * p.K * quads + quad;
            Float4 sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (int k = 0; k < p.K; k++)
            {
                Float4 x = points[v + k * quads];
                int w = u + k * kStep;
                sum0 = sum0.PlusProduct(weights[w], x);
                sum1 = sum1.PlusProduct(weights[w + mStep], x);
                sum2 = sum2.PlusProduct(weights[w + 2 * mStep], x);
                sum3 = sum3.PlusProduct(weights[w + 3 * mStep], x);
            }

            int at = (point * p.Rows + m) * quads + quad;
            products[at] = sum0;
            products[at + quads] = sum1;
            products[at + 2 * quads] = sum2;
            products[at + 3 * quads] = sum3;
        }
    }

    /// <summary>
    /// output[oc, 4·tile + (i, j)] = act(bias[oc] + Σ (Aᵀ·M·A)[i,j]), M[r,s] = products[split][6r+s][oc][t], splits ascending; = ,
    /// cut at the lower and right border. One thread a tile of a channel: 36 coalesced reads, 16 outputs, in 128-bit stores where the rows
    /// are whole quads.
    /// </summary>
    public static void OutputTransform(
        ArrayView<float> products, ArrayView<float> bias, FeatureView output, ConvolutionExtents e,
        WinogradBatch batch, int rows)
    {
        for (int unit = GridStride.First; unit < e.OC * batch.Count; unit += GridStride.Step)
        {
            WinogradPlace place = new(unit, batch);
            int oc = place.Channel, oh = place.TileRow * WinogradLine.Outputs, ow = place.TileColumn * WinogradLine.Outputs;
            FourRows outputs = Outputs(products, bias, oc, oc * batch.Pitch + place.Column, rows * batch.Pitch, batch, e);
            StoreRows(outputs, output, oc, oh, ow, e);
        }
    }

    /// <summary>
    /// As <see cref="OutputTransform"/>, and pooled[oc, 2·tile + (i, j)] = pooling of the output over 2×2; = . A tile holds four whole
    /// windows, so they are pooled in registers; the same bits as the pooling kernels'.
    /// </summary>
    public static void OutputTransformPool(
        ArrayView<float> products, ArrayView<float> bias, FeatureView output, FeatureView pooled, ConvolutionExtents e,
        WinogradBatch batch, int rows)
    {
        for (int unit = GridStride.First; unit < e.OC * batch.Count; unit += GridStride.Step)
        {
            WinogradPlace place = new(unit, batch);
            int oc = place.Channel, oh = place.TileRow * WinogradLine.Outputs, ow = place.TileColumn * WinogradLine.Outputs;
            FourRows outputs = Outputs(products, bias, oc, oc * batch.Pitch + place.Column, rows * batch.Pitch, batch, e);
            StoreRows(outputs, output, oc, oh, ow, e);
            StoreWindows(outputs.Row0, outputs.Row1, pooled, oc, oh / 2, ow / 2, e);
            if (oh + 2 < e.OH)
                StoreWindows(outputs.Row2, outputs.Row3, pooled, oc, oh / 2 + 1, ow / 2, e);
        }
    }

    private static FourRows Outputs(
        ArrayView<float> products, ArrayView<float> bias, int oc, int at, int step, WinogradBatch batch, ConvolutionExtents e)
    {
        FourRows sum = Columns(products, at, step);
        for (int split = 1; split < batch.Splits; split++)
            sum = sum.Plus(Columns(products, at + split * WinogradWeights.Points * step, step));
        float b = e.HasBias != 0 ? bias[oc] : 0f;
        return new FourRows(
            Activate(sum.Row0.X, sum.Row1.X, sum.Row2.X, sum.Row3.X, b, e), Activate(sum.Row0.Y, sum.Row1.Y, sum.Row2.Y, sum.Row3.Y, b, e),
            Activate(sum.Row0.Z, sum.Row1.Z, sum.Row2.Z, sum.Row3.Z, b, e), Activate(sum.Row0.W, sum.Row1.W, sum.Row2.W, sum.Row3.W, b, e));
    }

    // The four columns of Aᵀ·M·A.
    private static FourRows Columns(ArrayView<float> products, int at, int step)
    {
        Float4 line0 = ReadLine(products, at, step), line1 = ReadLine(products, at + 6 * step, step);
        Float4 line2 = ReadLine(products, at + 12 * step, step), line3 = ReadLine(products, at + 18 * step, step);
        Float4 line4 = ReadLine(products, at + 24 * step, step), line5 = ReadLine(products, at + 30 * step, step);
        return new FourRows(
            WinogradLine.ToOutputs(new Float6(line0.X, line1.X, line2.X, line3.X, line4.X, line5.X)),
            WinogradLine.ToOutputs(new Float6(line0.Y, line1.Y, line2.Y, line3.Y, line4.Y, line5.Y)),
            WinogradLine.ToOutputs(new Float6(line0.Z, line1.Z, line2.Z, line3.Z, line4.Z, line5.Z)),
            WinogradLine.ToOutputs(new Float6(line0.W, line1.W, line2.W, line3.W, line4.W, line5.W)));
    }

    private static void StoreWindows(Float4 upper, Float4 lower, FeatureView pooled, int oc, int row, int column, ConvolutionExtents e)
    {
        ConvolutionPoolKernels.StorePooled(
            new Float4(upper.X, upper.Y, lower.X, lower.Y), pooled, oc, new PoolingWindow(row, column, e.OH, e.OW), e);
        if (2 * column + 2 < e.OW)
        {
            ConvolutionPoolKernels.StorePooled(
                new Float4(upper.Z, upper.W, lower.Z, lower.W), pooled, oc, new PoolingWindow(row, column + 1, e.OH, e.OW), e);
        }
    }

    // One column of a tile, transformed along the column and stored, a point a plane; at is that of the upper row of points.
    private static void StorePoints(Float6 column, ArrayView<float> points, int at, int step)
    {
        Float6 values = WinogradLine.ToPoints(column);
        points[at] = values.X0;
        points[at + 6 * step] = values.X1;
        points[at + 12 * step] = values.X2;
        points[at + 18 * step] = values.X3;
        points[at + 24 * step] = values.X4;
        points[at + 30 * step] = values.X5;
    }

    private static Float4 ReadLine(ArrayView<float> products, int at, int step) => WinogradLine.ToOutputs(new Float6(
        products[at], products[at + step], products[at + 2 * step], products[at + 3 * step], products[at + 4 * step],
        products[at + 5 * step]));

    private static void StoreRows(FourRows rows, FeatureView output, int oc, int oh, int ow, ConvolutionExtents e)
    {
        StoreRow(rows.Row0, output, oc, oh, ow, e);
        StoreRow(rows.Row1, output, oc, oh + 1, ow, e);
        StoreRow(rows.Row2, output, oc, oh + 2, ow, e);
        StoreRow(rows.Row3, output, oc, oh + 3, ow, e);
    }

    private static void StoreRow(Float4 row, FeatureView output, int oc, int oh, int ow, ConvolutionExtents e)
    {
        if (oh >= e.OH)
            return;
        int first = (oc * e.OH + oh) * e.OW + ow;
        if ((e.OW & (WinogradLine.Outputs - 1)) == 0)
        {
            output.WriteQuad(first / WinogradLine.Outputs, row);
            return;
        }

        output[first] = row.X;
        if (ow + 1 < e.OW)
            output[first + 1] = row.Y;
        if (ow + 2 < e.OW)
            output[first + 2] = row.Z;
        if (ow + 3 < e.OW)
            output[first + 3] = row.W;
    }

    private static Float4 Activate(float x0, float x1, float x2, float x3, float bias, ConvolutionExtents e) => new(
        Activate(x0 + bias, e), Activate(x1 + bias, e), Activate(x2 + bias, e), Activate(x3 + bias, e));

    private static float Activate(float x, ConvolutionExtents e) => e.Relu != 0 ? ReluKernels.Activate(x) : x;
}
