using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// The shape of a 2-D correlation (no kernel flip) with square kernels: output[oc,oh,ow] = bias[oc] + Σ_ic
/// Σ_kh Σ_kw weights[oc,ic,kh,kw] · input[ic, oh·Stride+kh−Padding, ow·Stride+kw−Padding].
/// </summary>
/// <param name="InputChannels">IC.</param>
/// <param name="OutputChannels">OC.</param>
/// <param name="KernelSize">KH = KW, odd or even, at least 1.</param>
/// <param name="Stride">Step between outputs, at least 1.</param>
/// <param name="Padding">
/// Rows and columns read beyond each border, less than <paramref name="KernelSize"/>.
/// </param>
/// <param name="PaddingMode">What is read there.</param>
internal readonly record struct ConvolutionGeometry(
    int InputChannels, int OutputChannels, int KernelSize = 3, int Stride = 1, int Padding = 1,
    PaddingMode PaddingMode = PaddingMode.Zero)
{
    /// <summary>OC·IC·KH·KW.</summary>
    public int WeightsLength => checked(OutputChannels * InputChannels * KernelSize * KernelSize);

    /// <summary>The output's shape: O = floor((I + 2·Padding − K) / Stride) + 1 in each direction.</summary>
    /// <exception cref="ArgumentException">
    /// The channels differ, or the padded input is smaller than the kernel.
    /// </exception>
    public TensorShape OutputShape(TensorShape input)
    {
        if (input.Channels != InputChannels)
            throw new ArgumentException(
                $"convolution: the input has {input.Channels} channels, the weights expect {InputChannels}.");
        if (input.Height < 1 || input.Width < 1
            || input.Height + 2 * Padding < KernelSize || input.Width + 2 * Padding < KernelSize)
            throw new ArgumentException(
                $"convolution: the input {input} is smaller than its {KernelSize}×{KernelSize} kernel.");
        return new TensorShape(OutputChannels, Extent(input.Height), Extent(input.Width));
    }

    /// <summary>Multiplications and additions of the direct algorithm, 2·OC·OH·OW·IC·KH·KW.</summary>
    public double FloatingPointOperations(TensorShape input) =>
        2.0 * WeightsLength * OutputShape(input).Positions;

    private int Extent(int input) => (input + 2 * Padding - KernelSize) / Stride + 1;
}
