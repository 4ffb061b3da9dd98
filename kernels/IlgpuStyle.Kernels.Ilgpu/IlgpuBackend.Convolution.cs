using ILGPU;
using ILGPU.Runtime;
using Floats = ILGPU.ArrayView<float>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>One convolution, by the variant that was chosen for it.</content>
public sealed partial class IlgpuBackend
{
    private Action<KernelConfig, Floats, Floats, Floats, Floats, Floats, ConvolutionExtents>? _convolutionPlain;
    private Action<KernelConfig, Floats, Floats, Floats, Floats, Floats, ConvolutionExtents>? _convolutionBlocked;

    private Action<KernelConfig, Floats, Floats, ArrayView<Float4>, Floats, Floats, ConvolutionExtents,
        ConvolutionTile>? _convolutionTiled;

    private Action<KernelConfig, Floats, Floats, Floats, ConvolutionExtents, int>? _convolutionCombine;

    private void Convolve(
        IlgpuConvolution layer, bool isBackward, Floats input, Floats mask, Floats output, ConvolutionExtents e)
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
        _convolutionPlain ??= _accelerator.LoadStreamKernel<Floats, Floats, Floats, Floats, Floats,
            ConvolutionExtents>(ConvolutionKernels.Plain);
        ConvolutionExtents e = a.Extents;
        _convolutionPlain(
            _policy.Elements((long)e.OC * e.OH * e.OW), a.Input, a.Mask, a.Weights, a.Bias, a.Output, e);
    }

    private void ConvolveBlocked(ConvolutionArguments a)
    {
        _convolutionBlocked ??= _accelerator.LoadStreamKernel<Floats, Floats, Floats, Floats, Floats,
            ConvolutionExtents>(ConvolutionKernels.Blocked);
        ConvolutionExtents e = a.Extents;
        long units = (long)((e.OC + 3) / 4) * e.OH * ((e.OW + 3) / 4);
        _convolutionBlocked(_policy.Elements(units), a.Input, a.Mask, a.Weights, a.Bias, a.Output, e);
    }

    private void ConvolveTiled(ConvolutionArguments a, ConvolutionTile tile)
    {
        _convolutionTiled ??= _accelerator.LoadStreamKernel<Floats, Floats, ArrayView<Float4>, Floats,
            Floats, ConvolutionExtents, ConvolutionTile>(
            ConvolutionTiledKernels.Tiled, LaunchPolicy.TileSpecialization);
        ConvolutionExtents e = a.Extents;
        long length = (long)e.OC * e.OH * e.OW;
        Floats target = tile.Splits == 1 ? a.Output : Workspace(tile.Splits * length);
        _convolutionTiled(
            LaunchPolicy.Tiles(tile.Groups), a.Input, a.Mask, a.Weights.Cast<Float4>(), a.Bias, target, e, tile);
        if (tile.Splits == 1)
            return;
        _convolutionCombine ??= _accelerator.LoadStreamKernel<Floats, Floats, Floats, ConvolutionExtents,
            int>(ConvolutionTiledKernels.Combine);
        _convolutionCombine(_policy.Elements(length), target, a.Bias, a.Output, e, tile.Splits);
    }
}
