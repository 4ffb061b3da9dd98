using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// A convolution launch's numbers as the kernels take them: oneDNN's letters, extents in elements. The
/// backward to the input of a convolution with stride 1 is a convolution too, so the same kernels serve both
/// with other numbers (<see cref="Backward"/>).
/// </summary>
internal readonly record struct ConvolutionExtents
{
    /// <summary><see cref="Pooling"/> by the mean.</summary>
    public const int AveragePooling = 1;

    /// <summary><see cref="Pooling"/> by the largest pixel.</summary>
    public const int MaxPooling = 2;

    public readonly int IC;
    public readonly int IH;
    public readonly int IW;
    public readonly int OC;
    public readonly int OH;
    public readonly int OW;
    public readonly int K;
    public readonly int Stride;
    public readonly int Padding;

    /// <summary><see cref="PaddingMode"/> as a number.</summary>
    public readonly int Mode;

    /// <summary>Output channels in one block of the packed weights.</summary>
    public readonly int Block;

    /// <summary>1 to add the bias.</summary>
    public readonly int HasBias;

    /// <summary>1 to apply ReLU to the result.</summary>
    public readonly int Relu;

    /// <summary>1 to read an input element as zero where the mask is not positive.</summary>
    public readonly int Masked;

    /// <summary>
    /// Kind of a pooling (2×2, stride 2) that is done in the same launch: of the output in the forward; backward, the input is the pooled
    /// gradient. 0 for none.
    /// </summary>
    public readonly int Pooling;

    /// <summary>Elements of a channel of the input.</summary>
    public readonly int Area;

    /// <summary>Number of the input's last element.</summary>
    public readonly int Last;

    /// <summary>Rows of the pooled tensor.</summary>
    public readonly int PH;

    /// <summary>Columns of the pooled tensor.</summary>
    public readonly int PW;

    /// <summary>Elements of a channel of the pooled tensor.</summary>
    public readonly int PooledArea;

    /// <summary>Number of the pooled tensor's last element; backward, where it is the input and has its channels.</summary>
    public readonly int LastPooled;

    private ConvolutionExtents(
        ConvolutionGeometry g, TensorShape input, TensorShape output, int padding, PaddingMode mode,
        bool bias, bool relu, bool masked)
    {
        (IC, IH, IW) = (input.Channels, input.Height, input.Width);
        (OC, OH, OW) = (output.Channels, output.Height, output.Width);
        (Area, Last) = (IH * IW, IC * IH * IW - 1);
        (K, Stride, Padding, Mode) = (g.KernelSize, g.Stride, padding, (int)mode);
        Block = ConvolutionPacking.BlockOf(output.Channels);
        (HasBias, Relu, Masked) = (bias ? 1 : 0, relu ? 1 : 0, masked ? 1 : 0);
    }

    private ConvolutionExtents(ConvolutionExtents alone, int pooling, TensorShape pooled)
    {
        this = alone;
        (Pooling, PH, PW) = (pooling, pooled.Height, pooled.Width);
        (PooledArea, LastPooled) = (PH * PW, IC * PH * PW - 1);
    }

    /// <summary>The forward pass.</summary>
    public static ConvolutionExtents Forward(ConvolutionGeometry g, TensorShape input, bool relu) =>
        new(g, input, g.OutputShape(input), g.Padding, g.PaddingMode, bias: true, relu, masked: false);

    /// <summary>
    /// The backward to the input for stride 1 as a convolution of gradOutput with the flipped weights, the
    /// channels' roles exchanged: zero padding K − 1 − P.
    /// </summary>
    public static ConvolutionExtents Backward(ConvolutionGeometry g, TensorShape gradOutput,
        TensorShape gradInput, bool masked) =>
        new(g, gradOutput, gradInput, g.KernelSize - 1 - g.Padding, PaddingMode.Zero, bias: false, relu: false,
            masked);

    /// <summary>The forward pass's own numbers, for the kernel that gathers its adjoint.</summary>
    public static ConvolutionExtents Gather(ConvolutionGeometry g, TensorShape input, bool masked) =>
        new(g, input, g.OutputShape(input), g.Padding, g.PaddingMode, bias: false, relu: false, masked);

    /// <summary>The same with the pooling behind the layer.</summary>
    /// <param name="pooling">Max or average, 2×2 with stride 2.</param>
    /// <param name="pooled">Shape of the pooled tensor.</param>
    public ConvolutionExtents With(PoolingGeometry pooling, TensorShape pooled) =>
        new(this, pooling.Kind == PoolingKind.Max ? MaxPooling : AveragePooling, pooled);
}
