using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Convolution without shared memory: any kernel size, stride and padding mode; serves the CPU accelerator,
/// layers with few output channels, and geometries that the tiled kernel does not know. Tensors (C, H, W),
/// dense, W fastest.
/// </summary>
internal static class ConvolutionKernels
{
    private const int Replicate = 1;
    private const int Reflect = 2;

    /// <summary>
    /// output[oc,oh,ow] = act(bias[oc] + Σ_kw Σ_kh Σ_ic weights[oc,ic,kh,kw] · in[ic, pad(oh·S+kh−P),
    /// pad(ow·S+kw−P)]); = . in = input, or input where mask &gt; 0 and 0 elsewhere; act = ReLU or nothing;
    /// bias optional.
    /// <para>One thread computes 4 output channels × 4 neighbouring columns in 16 registers: 16 multiply-adds
    /// for 4 + 4 loads. No barriers, no shared memory. Weights: <see cref="ConvolutionPacking"/>.</para>
    /// </summary>
    public static void Blocked(
        FeatureView input, FeatureView mask, ArrayView<float> weights, ArrayView<float> bias,
        FeatureView output, ConvolutionExtents e)
    {
        int columns = (e.OW + 3) / 4;
        int units = (e.OC + 3) / 4 * e.OH * columns;
        for (int unit = GridStride.First; unit < units; unit += GridStride.Step)
        {
            int ow = unit % columns * 4, rest = unit / columns;
            int oh = rest % e.OH, oc = rest / e.OH * 4;
            int taps = e.K * e.K;
            int channels = ConvolutionPacking.EvenChannels(e.IC);
            int weight = oc / e.Block * channels * taps * e.Block + oc % e.Block;
            Float4 sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            for (int tap = 0; tap < taps; tap++)
            {
                int kw = tap / e.K, kh = tap % e.K;
                int ih = Source(oh * e.Stride + kh - e.Padding, e.IH, e.Mode);
                if (ih < 0)
                    continue;
                int iw = ow * e.Stride + kw - e.Padding;
                int iw0 = Source(iw, e.IW, e.Mode), iw1 = Source(iw + e.Stride, e.IW, e.Mode);
                int iw2 = Source(iw + 2 * e.Stride, e.IW, e.Mode);
                int iw3 = Source(iw + 3 * e.Stride, e.IW, e.Mode);
                for (int ic = 0; ic < e.IC; ic++)
                {
                    int row = (ic * e.IH + ih) * e.IW, w = weight + (ic * taps + tap) * e.Block;
                    Float4 x = new(
                        Read(input, mask, row, iw0, e), Read(input, mask, row, iw1, e),
                        Read(input, mask, row, iw2, e), Read(input, mask, row, iw3, e));
                    sum0 = sum0.PlusProduct(weights[w], x);
                    sum1 = sum1.PlusProduct(weights[w + 1], x);
                    sum2 = sum2.PlusProduct(weights[w + 2], x);
                    sum3 = sum3.PlusProduct(weights[w + 3], x);
                }
            }

            StoreRow(sum0, bias, output, oc, oh, ow, e);
            StoreRow(sum1, bias, output, oc + 1, oh, ow, e);
            StoreRow(sum2, bias, output, oc + 2, oh, ow, e);
            StoreRow(sum3, bias, output, oc + 3, oh, ow, e);
        }
    }

    /// <summary>
    /// The same as <see cref="Blocked"/>, one thread an output: 1 multiply-add for 2 loads, all of them from the caches at best. The
    /// yardstick of the benchmarks.
    /// </summary>
    public static void Plain(
        FeatureView input, FeatureView mask, ArrayView<float> weights, ArrayView<float> bias,
        FeatureView output, ConvolutionExtents e)
    {
        int taps = e.K * e.K, channels = ConvolutionPacking.EvenChannels(e.IC);
        for (int i = GridStride.First; i < e.OC * e.OH * e.OW; i += GridStride.Step)
        {
            int ow = i % e.OW, rest = i / e.OW;
            int oh = rest % e.OH, oc = rest / e.OH;
            int weight = oc / e.Block * channels * taps * e.Block + oc % e.Block;
            float sum = e.HasBias != 0 ? bias[oc] : 0f;
            for (int ic = 0; ic < e.IC; ic++)
            {
                for (int tap = 0; tap < taps; tap++)
                {
                    int ih = Source(oh * e.Stride + tap % e.K - e.Padding, e.IH, e.Mode);
                    int iw = Source(ow * e.Stride + tap / e.K - e.Padding, e.IW, e.Mode);
                    if (ih >= 0)
                        sum += weights[weight + (ic * taps + tap) * e.Block] * Read(input, mask, (ic * e.IH + ih) * e.IW, iw, e);
                }
            }

            output[i] = e.Relu != 0 ? ReluKernels.Activate(sum) : sum;
        }
    }

    /// <summary>
    /// The adjoint of the forward pass, gathered: gradInput[ic,ih,iw] = Σ over the padded positions (r, c)
    /// that the padding mode reads from (ih, iw), Σ_kh Σ_kw Σ_oc g[oc,oh,ow] · weights[oc,ic,kh,kw] with oh·S
    /// + kh − P = r, ow·S + kw − P = c. g = gradOutput, or gradOutput where mask &gt; 0 and 0 elsewhere;
    /// weights (OC, IC, KH, KW), dense.
    /// <para>With <paramref name="borderOnly"/> = 1 the position (ih, iw) itself is left out and the rest is
    /// added (+=): what padding other than zeros adds to the backward of a convolution with stride 1.
    /// Otherwise = . One thread per gradInput element.</para>
    /// </summary>
    public static void BackwardGather(
        ArrayView<float> gradOutput, FeatureView mask, ArrayView<float> weights,
        ArrayView<float> gradInput,
        ConvolutionExtents e, int borderOnly)
    {
        for (int i = GridStride.First; i < e.IC * e.IH * e.IW; i += GridStride.Step)
        {
            int iw = i % e.IW, rest = i / e.IW;
            int ih = rest % e.IH, ic = rest / e.IH;
            int rows = Aliases(ih, e.IH, e), columns = Aliases(iw, e.IW, e);
            float sum = 0f;
            for (int row = 0; row < rows; row++)
            {
                int r = Alias(ih, row, e.IH, e.Padding);
                if (Source(r, e.IH, e.Mode) != ih)
                    continue;
                for (int column = 0; column < columns; column++)
                {
                    int c = Alias(iw, column, e.IW, e.Padding);
                    if (Source(c, e.IW, e.Mode) == iw && (borderOnly == 0 || row + column > 0))
                        sum += Windows(gradOutput, mask, weights, ic, r, c, e);
                }
            }

            gradInput[i] = borderOnly == 0 ? sum : gradInput[i] + sum;
        }
    }

    /// <summary>Where the padding mode reads position i of a side of n elements: in [0, n), or −1 for a
    /// zero.</summary>
    public static int Source(int i, int n, int mode)
    {
        if (i >= 0 && i < n)
            return i;
        if (mode == Replicate || (mode == Reflect && n == 1))
            return i < 0 ? 0 : n - 1;
        if (mode != Reflect)
            return -1;
        // Mirrored at the border pixels, again and again where the side is shorter than the padding: period
        // 2(n − 1).
        int period = 2 * (n - 1);
        int folded = (i < 0 ? -i : i) % period;
        return folded < n ? folded : period - folded;
    }

    /// <summary>Σ_kh Σ_kw Σ_oc g[oc,oh,ow] · weights[oc,ic,kh,kw] over the windows that read the padded
    /// position (r, c).</summary>
    private static float Windows(
        ArrayView<float> gradOutput, FeatureView mask, ArrayView<float> weights, int ic, int r, int c,
        ConvolutionExtents e)
    {
        float sum = 0f;
        for (int tap = 0; tap < e.K * e.K; tap++)
        {
            int top = r + e.Padding - tap / e.K, left = c + e.Padding - tap % e.K;
            if (top < 0 || left < 0 || top % e.Stride != 0 || left % e.Stride != 0)
                continue;
            int oh = top / e.Stride, ow = left / e.Stride;
            if (oh >= e.OH || ow >= e.OW)
                continue;
            for (int oc = 0; oc < e.OC; oc++)
            {
                int o = (oc * e.OH + oh) * e.OW + ow;
                if (e.Masked == 0 || mask[o] > 0f)
                    sum += gradOutput[o] * weights[(oc * e.IC + ic) * e.K * e.K + tap];
            }
        }

        return sum;
    }

    // Padded positions that may read element i: itself, and with padding other than zeros every position
    // beyond the border.
    private static int Aliases(int i, int n, ConvolutionExtents e) =>
        e.Mode == 0 || (i > e.Padding && i < n - 1 - e.Padding) ? 1 : 1 + 2 * e.Padding;

    private static int Alias(int i, int number, int n, int padding) =>
        number == 0 ? i : number <= padding ? -number : n - 1 + number - padding;

    private static float Read(
        FeatureView input, FeatureView mask, int row, int iw, ConvolutionExtents e)
    {
        if (iw < 0)
            return 0f;
        if (e.Masked != 0 && !(mask[row + iw] > 0f))
            return 0f;
        return input[row + iw];
    }

    private static void StoreRow(
        Float4 sum, ArrayView<float> bias, FeatureView output, int oc, int oh, int ow,
        ConvolutionExtents e)
    {
        if (oc >= e.OC)
            return;
        float b = e.HasBias != 0 ? bias[oc] : 0f;
        int first = (oc * e.OH + oh) * e.OW;
        StoreOne(sum.X + b, output, first, ow, e);
        StoreOne(sum.Y + b, output, first, ow + 1, e);
        StoreOne(sum.Z + b, output, first, ow + 2, e);
        StoreOne(sum.W + b, output, first, ow + 3, e);
    }

    private static void StoreOne(
        float value, FeatureView output, int first, int ow, ConvolutionExtents e)
    {
        if (ow < e.OW)
            output[first + ow] = e.Relu != 0 ? ReluKernels.Activate(value) : value;
    }
}
