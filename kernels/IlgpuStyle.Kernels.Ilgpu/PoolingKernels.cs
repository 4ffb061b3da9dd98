using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Max, average and L2 pooling of dense (C, H, W) tensors, W fastest; window and stride are free, a window may
/// hang over the lower and right border (ceil mode). One thread per written element, no barriers, no shared
/// memory. The winner of a maximum is not stored: finding it again reads each input once more, which costs as
/// much as an index tensor would and needs no memory.
/// </summary>
internal static class PoolingKernels
{
    /// <summary>output[c,oh,ow] = max over the window's pixels inside the input; = .</summary>
    public static void MaxForward(FeatureView input, FeatureView output, PoolingExtents e)
    {
        for (int i = GridStride.First; i < e.C * e.OH * e.OW; i += GridStride.Step)
        {
            int ow = i % e.OW, row = i / e.OW;
            int oh = row % e.OH, plane = row / e.OH * e.IH * e.IW;
            output[i] = input[plane + Winner(input, plane, oh * e.Stride, ow * e.Stride, e)];
        }
    }

    /// <summary>output[c,oh,ow] = mean over the window's pixels inside the input; = .</summary>
    public static void AverageForward(FeatureView input, FeatureView output, PoolingExtents e)
    {
        for (int i = GridStride.First; i < e.C * e.OH * e.OW; i += GridStride.Step)
        {
            int ow = i % e.OW, row = i / e.OW;
            int oh = row % e.OH, plane = row / e.OH * e.IH * e.IW;
            int top = oh * e.Stride, left = ow * e.Stride;
            int bottom = Math.Min(top + e.Window, e.IH), right = Math.Min(left + e.Window, e.IW);
            float sum = 0f;
            for (int ih = top; ih < bottom; ih++)
            {
                for (int iw = left; iw < right; iw++)
                    sum += input[plane + ih * e.IW + iw];
            }

            output[i] = sum / ((bottom - top) * (right - left));
        }
    }

    /// <summary>output[c,oh,ow] = √Σx² over the window's pixels inside the input; = .</summary>
    public static void NormForward(FeatureView input, FeatureView output, PoolingExtents e)
    {
        for (int i = GridStride.First; i < e.C * e.OH * e.OW; i += GridStride.Step)
        {
            int ow = i % e.OW, row = i / e.OW;
            int oh = row % e.OH, plane = row / e.OH * e.IH * e.IW;
            output[i] = MathF.Sqrt(Squares(input, plane, oh * e.Stride, ow * e.Stride, e));
        }
    }

    /// <summary>
    /// gradInput[c,ih,iw] = Σ gradOutput[c,oh,ow] · input[c,ih,iw] / √Σx² over the windows that hold (ih, iw) and have a positive norm;
    /// = . Forward: y = √Σx², ∂y/∂x = x / y.
    /// </summary>
    public static void NormBackward(
        FeatureView input, ArrayView<float> gradOutput, ArrayView<float> gradInput, PoolingExtents e)
    {
        for (int i = GridStride.First; i < e.C * e.IH * e.IW; i += GridStride.Step)
        {
            int iw = i % e.IW, row = i / e.IW;
            int ih = row % e.IH, c = row / e.IH;
            int plane = c * e.IH * e.IW;
            float sum = 0f;
            for (int oh = FirstWindow(ih, e); oh <= LastWindow(ih, e.OH, e); oh++)
            {
                for (int ow = FirstWindow(iw, e); ow <= LastWindow(iw, e.OW, e); ow++)
                {
                    float squares = Squares(input, plane, oh * e.Stride, ow * e.Stride, e);
                    if (squares > 0f)
                        sum += gradOutput[(c * e.OH + oh) * e.OW + ow] / MathF.Sqrt(squares);
                }
            }

            gradInput[i] = sum * input[i];
        }
    }

    /// <summary>
    /// gradInput[c,ih,iw] = Σ gradOutput[c,oh,ow] over the windows (oh, ow) whose first largest pixel in
    /// row-major order is (ih, iw); = . Forward: output[c,oh,ow] = input[c, winner(oh,ow)], linear in the
    /// winner with slope 1 while it stays the winner.
    /// </summary>
    public static void MaxBackward(
        FeatureView input, ArrayView<float> gradOutput, ArrayView<float> gradInput, PoolingExtents e)
    {
        for (int i = GridStride.First; i < e.C * e.IH * e.IW; i += GridStride.Step)
        {
            int iw = i % e.IW, row = i / e.IW;
            int ih = row % e.IH, c = row / e.IH;
            int plane = c * e.IH * e.IW, self = ih * e.IW + iw;
            float sum = 0f;
            for (int oh = FirstWindow(ih, e); oh <= LastWindow(ih, e.OH, e); oh++)
            {
                for (int ow = FirstWindow(iw, e); ow <= LastWindow(iw, e.OW, e); ow++)
                {
                    if (Winner(input, plane, oh * e.Stride, ow * e.Stride, e) == self)
                        sum += gradOutput[(c * e.OH + oh) * e.OW + ow];
                }
            }

            gradInput[i] = sum;
        }
    }

    /// <summary>
    /// gradInput[c,ih,iw] = Σ gradOutput[c,oh,ow] / (pixels of window (oh, ow) inside the input) over the
    /// windows that hold (ih, iw); = . Forward: output[c,oh,ow] = Σ input / pixels, whose adjoint hands each
    /// pixel the same share back.
    /// </summary>
    public static void AverageBackward(
        ArrayView<float> gradOutput, ArrayView<float> gradInput, PoolingExtents e)
    {
        for (int i = GridStride.First; i < e.C * e.IH * e.IW; i += GridStride.Step)
        {
            int iw = i % e.IW, row = i / e.IW;
            int ih = row % e.IH, c = row / e.IH;
            float sum = 0f;
            for (int oh = FirstWindow(ih, e); oh <= LastWindow(ih, e.OH, e); oh++)
            {
                int height = Math.Min(e.Window, e.IH - oh * e.Stride);
                for (int ow = FirstWindow(iw, e); ow <= LastWindow(iw, e.OW, e); ow++)
                {
                    int pixels = height * Math.Min(e.Window, e.IW - ow * e.Stride);
                    sum += gradOutput[(c * e.OH + oh) * e.OW + ow] / pixels;
                }
            }

            gradInput[i] = sum;
        }
    }

    /// <summary>Offset in its plane of the window's first largest pixel in row-major order.</summary>
    private static int Winner(FeatureView input, int plane, int top, int left, PoolingExtents e)
    {
        int bottom = Math.Min(top + e.Window, e.IH), right = Math.Min(left + e.Window, e.IW);
        int winner = top * e.IW + left;
        float best = input[plane + winner];
        for (int ih = top; ih < bottom; ih++)
        {
            for (int iw = left; iw < right; iw++)
            {
                float x = input[plane + ih * e.IW + iw];
                bool better = x > best;
                best = better ? x : best;
                winner = better ? ih * e.IW + iw : winner;
            }
        }

        return winner;
    }

    private static float Squares(FeatureView input, int plane, int top, int left, PoolingExtents e)
    {
        int bottom = Math.Min(top + e.Window, e.IH), right = Math.Min(left + e.Window, e.IW);
        float sum = 0f;
        for (int ih = top; ih < bottom; ih++)
        {
            for (int iw = left; iw < right; iw++)
            {
                float x = input[plane + ih * e.IW + iw];
                sum += x * x;
            }
        }

        return sum;
    }

    // Windows o with o·stride ≤ i < o·stride + window and 0 ≤ o < O.
    private static int FirstWindow(int i, PoolingExtents e) =>
        i < e.Window ? 0 : (i - e.Window) / e.Stride + 1;

    private static int LastWindow(int i, int windows, PoolingExtents e) =>
        Math.Min(i / e.Stride, windows - 1);
}
