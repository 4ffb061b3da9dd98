using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// What layers of a network compute, forward and backward, and the cuts of their maps. Rules for every operator: <see cref="IBackend"/>.
/// </summary>
internal interface INetworkOperators
{
    /// <summary>Packs a layer's frozen weights for forward and backward.</summary>
    /// <param name="geometry">Shape of the convolution.</param>
    /// <param name="weights">(OC, IC, KH, KW), dense, correlation.</param>
    /// <param name="bias">(OC).</param>
    PreparedConvolution PrepareConvolution(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias);

    /// <summary>
    /// output = convolution(input) + bias, then max(0, ·) if <paramref name="relu"/>. Formula:
    /// <see cref="ConvolutionGeometry"/>.
    /// </summary>
    void ConvolutionForward(PreparedConvolution convolution, Tensor input, Tensor output, bool relu);

    /// <summary>
    /// gradInput[ic,ih,iw] = Σ_oc Σ_kh Σ_kw g[oc,oh,ow] · weights[oc,ic,kh,kw] over all (oh,ow,kh,kw) that
    /// read (ih,iw) in the forward pass (through padding too, when the mode is not zero), with g =
    /// gradOutput, or, if <paramref name="reluOutput"/> is given, g = gradOutput where reluOutput &gt; 0 and
    /// 0 elsewhere (the ReLU fused into the forward pass, undone here).
    /// </summary>
    /// <param name="convolution">The layer.</param>
    /// <param name="gradOutput">∂L/∂output, (OC, OH, OW).</param>
    /// <param name="reluOutput">The forward output after ReLU, or null if no ReLU was fused.</param>
    /// <param name="gradInput">∂L/∂input, (IC, IH, IW), overwritten; may not be gradOutput.</param>
    void ConvolutionBackwardInput(
        PreparedConvolution convolution, Tensor gradOutput, Tensor? reluOutput, Tensor gradInput);

    /// <summary>
    /// A convolution with ReLU and the pooling layer behind it: output = max(0, convolution(input) + bias),
    /// pooled = pooling(output). The result is that of <see cref="ConvolutionForward"/> and
    /// <see cref="PoolForward"/>; a backend may save reading output again.
    /// </summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="pooling">Any pooling geometry.</param>
    /// <param name="input">(IC, IH, IW).</param>
    /// <param name="output">(OC, OH, OW), overwritten.</param>
    /// <param name="pooled">
    /// Shape by <see cref="PoolingGeometry.OutputShape"/> of output, overwritten.
    /// </param>
    void ConvolutionPoolForward(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled);

    /// <summary>
    /// Whether <see cref="ConvolutionPoolBackwardInput"/> takes this pair of layers. Where it does, nobody
    /// needs the gradient between them.
    /// </summary>
    bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling);

    /// <summary>
    /// The backward of <see cref="ConvolutionPoolForward"/> to its input: that of <see cref="PoolBackward"/>,
    /// applied to gradPooled at reluOutput, and of <see cref="ConvolutionBackwardInput"/>, without the tensor
    /// between them.
    /// </summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="pooling">A geometry for which <see cref="FusesPoolBackward"/> holds.</param>
    /// <param name="gradPooled">∂L/∂pooled.</param>
    /// <param name="reluOutput">The forward output after ReLU, which was pooled, (OC, OH, OW).</param>
    /// <param name="gradInput">∂L/∂input, (IC, IH, IW), overwritten.</param>
    /// <exception cref="ArgumentException">The pair is not fused.</exception>
    void ConvolutionPoolBackwardInput(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor gradPooled, Tensor reluOutput, Tensor gradInput);

    /// <summary>output = max(0, input); may be in place. NaN passes through.</summary>
    void ReluForward(Tensor input, Tensor output);

    /// <summary>
    /// gradInput = gradOutput where output &gt; 0, else 0; may be in place. The gradient at 0 is 0.
    /// </summary>
    void ReluBackward(Tensor output, Tensor gradOutput, Tensor gradInput);

    /// <summary>Pooling of each channel; shapes by <see cref="PoolingGeometry.OutputShape"/>.</summary>
    void PoolForward(PoolingGeometry geometry, Tensor input, Tensor output);

    /// <summary>
    /// gradInput = the pooling's adjoint of gradOutput; for max pooling the winner is found again from
    /// <paramref name="input"/>.
    /// </summary>
    void PoolBackward(PoolingGeometry geometry, Tensor input, Tensor gradOutput, Tensor gradInput);

    /// <summary>
    /// output[c] = scale[c] · input[sourceChannel[c]] + offset[c], c in [0, C). Preprocessing, and with the
    /// inverse permutation and no offset its backward.
    /// </summary>
    void ChannelAffine(
        Tensor input, ReadOnlySpan<int> sourceChannel, ReadOnlySpan<float> scale, ReadOnlySpan<float> offset, Tensor output);

    /// <summary>
    /// destination = source on a rectangle (<see cref="WindowGeometry"/>); the rest of the destination stays
    /// as it is.
    /// </summary>
    void CopyWindow(Tensor source, Tensor destination, WindowGeometry window);

    /// <summary>destination += source on a rectangle (<see cref="WindowGeometry"/>).</summary>
    void AccumulateWindow(Tensor source, Tensor destination, WindowGeometry window);
}
