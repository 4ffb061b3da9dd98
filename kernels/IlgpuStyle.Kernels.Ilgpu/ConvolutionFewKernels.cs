using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The 3×3 convolution with stride 1 to at most four channels: the backward to a picture, of which a tile of 64 channels would be 95 %
/// empty. Tensors (C, H, W), dense, W fastest.
/// </summary>
internal static class ConvolutionFewKernels
{
    /// <summary>
    /// output[oc,oh,ow] = act(bias[oc] + Σ_ic Σ_kh Σ_kw weights[oc,ic,kh,kw] · in[ic, pad(oh+kh−P), pad(ow+kw−P)]) as
    /// <see cref="ConvolutionKernels.Blocked"/>; = . One thread computes 4 neighbouring columns × 4 channels in 16 registers. Per input
    /// channel it reads 3 rows of 6 elements (two single loads and one of 128 bits where rows are whole quads) and 9 quads of weights, the
    /// same for all threads, for 144 multiply-adds. No barriers, no shared memory.
    /// </summary>
    public static void Rows<TElements>(
        FeatureView input, FeatureView mask, ArrayView<Float4> weights, ArrayView<float> bias, FeatureView output,
        ConvolutionExtents e)
        where TElements : struct, IInputElements
    {
        int across = (e.OW + 3) / 4;
        for (int unit = GridStride.First; unit < e.OH * across; unit += GridStride.Step)
        {
            int ow = unit % across * 4, oh = unit / across;
            TileColumns columns = new(ow - e.Padding, e);
            int ih0 = ConvolutionKernels.Source(oh - e.Padding, e.IH, e.Mode);
            int ih1 = ConvolutionKernels.Source(oh + 1 - e.Padding, e.IH, e.Mode);
            int ih2 = ConvolutionKernels.Source(oh + 2 - e.Padding, e.IH, e.Mode);
            FourColumns sum = default;
            for (int ic = 0; ic < e.IC; ic++)
            {
                // Packed [ic][kw][kh][4].
                int plane = ic * e.IH * e.IW, w = ic * 9;
                sum.Add(columns.ReadRow<TElements>(input, mask, plane, ih0, e), weights[w], weights[w + 3], weights[w + 6]);
                sum.Add(columns.ReadRow<TElements>(input, mask, plane, ih1, e), weights[w + 1], weights[w + 4], weights[w + 7]);
                sum.Add(columns.ReadRow<TElements>(input, mask, plane, ih2, e), weights[w + 2], weights[w + 5], weights[w + 8]);
            }

            StoreRow(new Float4(sum.S0.X, sum.S1.X, sum.S2.X, sum.S3.X), bias, output, 0, oh, ow, e);
            StoreRow(new Float4(sum.S0.Y, sum.S1.Y, sum.S2.Y, sum.S3.Y), bias, output, 1, oh, ow, e);
            StoreRow(new Float4(sum.S0.Z, sum.S1.Z, sum.S2.Z, sum.S3.Z), bias, output, 2, oh, ow, e);
            StoreRow(new Float4(sum.S0.W, sum.S1.W, sum.S2.W, sum.S3.W), bias, output, 3, oh, ow, e);
        }
    }

    private static void StoreRow(
        Float4 row, ArrayView<float> bias, FeatureView output, int oc, int oh, int ow, ConvolutionExtents e)
    {
        if (oc >= e.OC)
            return;
        float b = e.HasBias != 0 ? bias[oc] : 0f;
        int first = (oc * e.OH + oh) * e.OW + ow;
        Float4 values = new(
            Activate(row.X + b, e), Activate(row.Y + b, e), Activate(row.Z + b, e), Activate(row.W + b, e));
        if ((e.OW & 3) == 0)
        {
            output.WriteQuad(first / 4, values);
            return;
        }

        output[first] = values.X;
        if (ow + 1 < e.OW)
            output[first + 1] = values.Y;
        if (ow + 2 < e.OW)
            output[first + 2] = values.Z;
        if (ow + 3 < e.OW)
            output[first + 3] = values.W;
    }

    private static float Activate(float x, ConvolutionExtents e) => e.Relu != 0 ? ReluKernels.Activate(x) : x;
}
