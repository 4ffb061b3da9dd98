using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>A convolution and the pooling behind it in one.</content>
internal sealed partial class IlgpuBackend
{
    /// <inheritdoc/>
    public void ConvolutionPoolForward(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor input, Tensor output, Tensor pooled)
    {
        const string operation = nameof(ConvolutionPoolForward);
        IlgpuConvolution layer = Own(operation, convolution);
        ShapeGuard.ConvolutionPool(operation, layer.Geometry, pooling, input, output, pooled);
        ConvolutionExtents alone = ConvolutionExtents.Forward(layer.Geometry, input.Shape, relu: true);
        ConvolutionExtents e = ConvolutionChooser.IsHalving(pooling) ? alone.With(pooling, pooled.Shape) : alone;
        FeatureView from = Features(operation, input), to = Features(operation, output);
        ConvolutionArguments a = new(layer, IsBackward: false, from, from, to, Features(operation, pooled), e);
        ConvolutionChoice choice = _chooser.Find(alone) ?? Tune(a with { Extents = alone });
        if (a.PoolsOutput)
            choice = ConvolutionTile.ForPooling(e, choice);
        Convolve(a, choice);
        if (!a.PoolsOutput || !ConvolutionTile.Pools(choice))
            PoolForward(pooling, output, pooled);
    }

    /// <inheritdoc/>
    public bool FusesPoolBackward(ConvolutionGeometry convolution, PoolingGeometry pooling) =>
        ConvolutionChooser.IsHalving(pooling) && _chooser.TakesPooledGradient(convolution);

    /// <inheritdoc/>
    public void ConvolutionPoolBackwardInput(
        PreparedConvolution convolution, PoolingGeometry pooling, Tensor gradPooled, Tensor reluOutput,
        Tensor gradInput)
    {
        const string operation = nameof(ConvolutionPoolBackwardInput);
        IlgpuConvolution layer = Own(operation, convolution);
        ShapeGuard.Fused(operation, FusesPoolBackward(layer.Geometry, pooling), layer.Geometry, pooling);
        ShapeGuard.ConvolutionPool(operation, layer.Geometry, pooling, gradInput, reluOutput, gradPooled);
        ConvolutionExtents e = ConvolutionExtents
            .Backward(layer.Geometry, reluOutput.Shape, gradInput.Shape, masked: true).With(pooling, gradPooled.Shape);
        FeatureView to = View(operation, gradInput);
        Convolve(new ConvolutionArguments(
            layer, IsBackward: true, View(operation, gradPooled), Features(operation, reluOutput), to, to, e));
    }
}
