using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Reference;

/// <summary>
/// Convolution as its definition: each output is a sum over the taps. The backward pass walks the same loops and sends
/// each output's gradient back along each tap, so it is the forward's adjoint for every padding mode and stride. A tap's weight is
/// outside and a row of positions inside, because the tests spend much of their time here.
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
        int[][] rows = Sources(geometry, outputShape.Height, inputShape.Height);
        int[][] columns = Sources(geometry, outputShape.Width, inputShape.Width);
        for (int oc = 0; oc < outputShape.Channels; oc++)
        {
            Span<double> sums = output.Slice(oc * outputShape.Positions, outputShape.Positions);
            sums.Fill(bias[oc]);
            for (int kh = 0; kh < geometry.KernelSize; kh++)
            for (int kw = 0; kw < geometry.KernelSize; kw++)
            for (int ic = 0; ic < geometry.InputChannels; ic++)
            {
                double weight = weights[WeightIndex(geometry, oc, ic, kh, kw)];
                ReadOnlySpan<double> plane = input.Slice(ic * inputShape.Positions, inputShape.Positions);
                for (int oh = 0; oh < outputShape.Height; oh++)
                {
                    if (rows[kh][oh] == Outside)
                        continue;
                    ReadOnlySpan<double> source = plane.Slice(rows[kh][oh] * inputShape.Width, inputShape.Width);
                    Span<double> sum = sums.Slice(oh * outputShape.Width, outputShape.Width);
                    ReadOnlySpan<int> column = columns[kw];
                    for (int ow = 0; ow < sum.Length; ow++)
                        sum[ow] += column[ow] == Outside ? 0 : weight * source[column[ow]];
                }
            }
        }
    }

    /// <summary>gradInput[ic,source] += gradOutput[oc,oh,ow] · weights[oc,ic,kh,kw] for each tap of the forward pass; gradInput starts at
    /// 0.</summary>
    public static void BackwardInput(
        ConvolutionGeometry geometry, ReadOnlySpan<double> weights,
        TensorShape inputShape, ReadOnlySpan<double> gradOutput, Span<double> gradInput)
    {
        TensorShape outputShape = geometry.OutputShape(inputShape);
        int[][] rows = Sources(geometry, outputShape.Height, inputShape.Height);
        int[][] columns = Sources(geometry, outputShape.Width, inputShape.Width);
        gradInput.Clear();
        for (int oc = 0; oc < outputShape.Channels; oc++)
        for (int kh = 0; kh < geometry.KernelSize; kh++)
        for (int kw = 0; kw < geometry.KernelSize; kw++)
        for (int ic = 0; ic < geometry.InputChannels; ic++)
        {
            double weight = weights[WeightIndex(geometry, oc, ic, kh, kw)];
            Span<double> plane = gradInput.Slice(ic * inputShape.Positions, inputShape.Positions);
            for (int oh = 0; oh < outputShape.Height; oh++)
            {
                if (rows[kh][oh] == Outside)
                    continue;
                Span<double> target = plane.Slice(rows[kh][oh] * inputShape.Width, inputShape.Width);
                ReadOnlySpan<double> gradient =
                    gradOutput.Slice(oc * outputShape.Positions + oh * outputShape.Width, outputShape.Width);
                ReadOnlySpan<int> column = columns[kw];
                for (int ow = 0; ow < gradient.Length; ow++)
                {
                    if (column[ow] != Outside)
                        target[column[ow]] += gradient[ow] * weight;
                }
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

    /// <summary>[tap][output row or column]: the input's row or column that the tap reads, or −1 for a zero.</summary>
    private static int[][] Sources(ConvolutionGeometry geometry, int outputs, int inputs) =>
    [
        .. Enumerable.Range(0, geometry.KernelSize).Select(tap => Enumerable.Range(0, outputs).Select(
            output => PaddedIndex(geometry.PaddingMode, output * geometry.Stride + tap - geometry.Padding, inputs)).ToArray()),
    ];
}
