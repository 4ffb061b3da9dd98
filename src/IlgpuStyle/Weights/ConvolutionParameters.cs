namespace IlgpuStyle.Weights;

/// <summary>The weights of one convolution.</summary>
/// <param name="Layer">The layer's name, such as <c>conv1_1</c>.</param>
/// <param name="OutputChannels">Filters.</param>
/// <param name="InputChannels">Channels of the input.</param>
/// <param name="KernelSize">Side of the square kernel.</param>
/// <param name="Weights">
/// (output, input, kernel row, kernel column), dense, column fastest; a correlation, nothing flipped.
/// </param>
/// <param name="Bias">One number per filter.</param>
internal sealed record ConvolutionParameters(
    string Layer, int OutputChannels, int InputChannels, int KernelSize, float[] Weights, float[] Bias);
