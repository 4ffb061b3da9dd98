using ILGPU;
using ILGPU.Runtime;
using Floats = ILGPU.ArrayView<float>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>One convolution, by the variant that was chosen for it.</content>
public sealed partial class IlgpuBackend
{
    private Action<KernelConfig, FeatureView, FeatureView, Floats, Floats, FeatureView, ConvolutionExtents>? _convolutionPlain;
    private Action<KernelConfig, FeatureView, FeatureView, Floats, Floats, FeatureView, ConvolutionExtents>? _convolutionBlocked;

    private Action<KernelConfig, FeatureView, FeatureView, ArrayView<Float4>, Floats, FeatureView,
        ConvolutionExtents>? _convolutionFew;

    private Action<KernelConfig, FeatureView, FeatureView, ArrayView<Float4>, Floats, FeatureView, ConvolutionExtents,
        ConvolutionTile>? _convolutionTiled;

    private Action<KernelConfig, Floats, Floats, FeatureView, ConvolutionExtents, int>? _convolutionCombine;

    private void Convolve(
        IlgpuConvolution layer, bool isBackward, FeatureView input, FeatureView mask, FeatureView output, ConvolutionExtents e)
    {
        ConvolutionArguments a = new(layer, isBackward, input, mask, output, e);
        Convolve(a, _chooser.Find(e) ?? Tune(a));
    }

    /// <summary>Times every candidate on the layer's own tensors, which each of them overwrites, and keeps the
    /// fastest.</summary>
    private ConvolutionChoice Tune(ConvolutionArguments a) =>
        _chooser.Tune(a.Extents, choice => Convolve(a, choice), Stream.Synchronize);

    private void Convolve(ConvolutionArguments a, ConvolutionChoice choice)
    {
        if (choice.Variant == ConvolutionVariant.Winograd)
            ConvolveWinograd(a);
        else if (choice.Variant == ConvolutionVariant.Direct)
            ConvolveTiled(a, new ConvolutionTile(a.Extents, choice));
        else if (choice.Variant == ConvolutionVariant.Blocked)
            ConvolveBlocked(a);
        else
            ConvolvePlain(a);
    }

    private void ConvolvePlain(ConvolutionArguments a)
    {
        _convolutionPlain ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, Floats, Floats, FeatureView,
            ConvolutionExtents>(ConvolutionKernels.Plain);
        ConvolutionExtents e = a.Extents;
        _convolutionPlain(
            _policy.Elements((long)e.OC * e.OH * e.OW), a.Input, a.Mask, a.Weights, a.Bias, a.Output, e);
    }

    private void ConvolveBlocked(ConvolutionArguments a)
    {
        if (ConvolutionChooser.IsToFew(a.Extents))
        {
            ConvolveToFew(a);
            return;
        }

        _convolutionBlocked ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, Floats, Floats, FeatureView,
            ConvolutionExtents>(ConvolutionKernels.Blocked);
        ConvolutionExtents e = a.Extents;
        long units = (long)((e.OC + 3) / 4) * e.OH * ((e.OW + 3) / 4);
        _convolutionBlocked(_policy.Elements(units), a.Input, a.Mask, a.Weights, a.Bias, a.Output, e);
    }

    private void ConvolveToFew(ConvolutionArguments a)
    {
        _convolutionFew ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, ArrayView<Float4>, Floats,
            FeatureView, ConvolutionExtents>(ConvolutionFewKernels.Rows);
        ConvolutionExtents e = a.Extents;
        _convolutionFew(
            _policy.Elements((long)e.OH * ((e.OW + 3) / 4)), a.Input, a.Mask, a.Weights.Cast<Float4>(), a.Bias, a.Output, e);
    }

    private void ConvolveTiled(ConvolutionArguments a, ConvolutionTile tile)
    {
        _convolutionTiled ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, ArrayView<Float4>, Floats,
            FeatureView, ConvolutionExtents, ConvolutionTile>(
            ConvolutionTiledKernels.Tiled, LaunchPolicy.TileSpecialization);
        ConvolutionExtents e = a.Extents;
        long length = (long)e.OC * e.OH * e.OW;
        Floats partials = tile.Splits == 1 ? default : Workspace(tile.Splits * length);
        _convolutionTiled(
            LaunchPolicy.Tiles(tile.Groups), a.Input, a.Mask, a.Weights.Cast<Float4>(), a.Bias,
            tile.Splits == 1 ? a.Output : partials, e, tile);
        if (tile.Splits == 1)
            return;
        _convolutionCombine ??= _accelerator.LoadStreamKernel<Floats, Floats, FeatureView, ConvolutionExtents,
            int>(ConvolutionTiledKernels.Combine);
        _convolutionCombine(_policy.Elements(length), partials, a.Bias, a.Output, e, tile.Splits);
    }
}
