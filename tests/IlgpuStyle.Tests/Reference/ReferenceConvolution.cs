using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

/// <summary>
/// Convolution as its definition: for each output, sum over the taps. The backward pass walks the same loops and sends
/// each output's gradient back along each tap, so it is the forward's adjoint for every padding mode and stride.
/// </summary>
internal static class ReferenceConvolution
{
    /// <summary>No input pixel: the tap reads a zero.</summary>
    private const int Outside = -1;

    /// <summary>output[oc,oh,ow] = bias[oc] + Σ_kh Σ_kw Σ_ic weights[oc,ic,kh,kw] · input[ic, row(oh,kh), column(ow,kw)].</summary>
    public static void Forward(
        ConvolutionGeometry geometry, ReadOnlySpan<double> weights, ReadOnlySpan<double> bias,
        TensorShape inputShape, ReadOnlySpan<double> input, Span<double> output)
    {
        TensorShape outputShape = geometry.OutputShape(inputShape);
        int o = 0;
        for (int oc = 0; oc < outputShape.Channels; oc++)
        for (int oh = 0; oh < outputShape.Height; oh++)
        for (int ow = 0; ow < outputShape.Width; ow++)
        {
            double sum = bias[oc];
            for (int kh = 0; kh < geometry.KernelSize; kh++)
            for (int kw = 0; kw < geometry.KernelSize; kw++)
            {
                int source = SourceIndex(geometry, inputShape, oh, kh, ow, kw);
                if (source == Outside)
                    continue;
                for (int ic = 0; ic < geometry.InputChannels; ic++)
                    sum += weights[WeightIndex(geometry, oc, ic, kh, kw)] * input[ic * inputShape.Positions + source];
            }

            output[o++] = sum;
        }
    }

    /// <summary>gradInput[ic,source] += gradOutput[oc,oh,ow] · weights[oc,ic,kh,kw] for each tap of the forward pass; gradInput starts at
    /// 0.</summary>
    public static void BackwardInput(
        ConvolutionGeometry geometry, ReadOnlySpan<double> weights,
        TensorShape inputShape, ReadOnlySpan<double> gradOutput, Span<double> gradInput)
    {
        TensorShape outputShape = geometry.OutputShape(inputShape);
        gradInput.Clear();
        int o = 0;
        for (int oc = 0; oc < outputShape.Channels; oc++)
        for (int oh = 0; oh < outputShape.Height; oh++)
        for (int ow = 0; ow < outputShape.Width; ow++)
        {
            double gradient = gradOutput[o++];
            for (int kh = 0; kh < geometry.KernelSize; kh++)
            for (int kw = 0; kw < geometry.KernelSize; kw++)
            {
                int source = SourceIndex(geometry, inputShape, oh, kh, ow, kw);
                if (source == Outside)
                    continue;
                for (int ic = 0; ic < geometry.InputChannels; ic++)
                    gradInput[ic * inputShape.Positions + source] += gradient * weights[WeightIndex(geometry, oc, ic, kh, kw)];
            }
        }
    }

    /// <summary>The row or column of the input that position <paramref name="i"/> of the padded input shows, or −1 for a zero.</summary>
    /// <param name="mode">Padding mode.</param>
    /// <param name="i">Position; negative or beyond the end in the padding.</param>
    /// <param name="extent">Rows or columns of the input.</param>
    public static int PaddedIndex(PaddingMode mode, int i, int extent)
    {
        if (i >= 0 && i < extent)
            return i;
        return mode switch
        {
            PaddingMode.Zero => Outside,
            PaddingMode.Replicate => Math.Clamp(i, 0, extent - 1),
            PaddingMode.Reflect => Reflected(i, extent),
            PaddingMode.Circular => ((i % extent) + extent) % extent,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "unknown padding mode"),
        };
    }

    /// <summary>Mirrors at the border pixels as often as it takes: a side shorter than the padding is mirrored more than once.</summary>
    private static int Reflected(int i, int extent)
    {
        if (extent == 1)
            return 0;
        while (i < 0 || i >= extent)
            i = i < 0 ? -i : 2 * (extent - 1) - i;
        return i;
    }

    private static int WeightIndex(ConvolutionGeometry geometry, int oc, int ic, int kh, int kw) =>
        ((oc * geometry.InputChannels + ic) * geometry.KernelSize + kh) * geometry.KernelSize + kw;

    /// <summary>The input pixel, h·W + w, that tap (kh, kw) of output (oh, ow) reads in every channel.</summary>
    private static int SourceIndex(ConvolutionGeometry geometry, TensorShape inputShape, int oh, int kh, int ow, int kw)
    {
        int row = PaddedIndex(geometry.PaddingMode, oh * geometry.Stride + kh - geometry.Padding, inputShape.Height);
        int column = PaddedIndex(geometry.PaddingMode, ow * geometry.Stride + kw - geometry.Padding, inputShape.Width);
        return row == Outside || column == Outside ? Outside : row * inputShape.Width + column;
    }
}
