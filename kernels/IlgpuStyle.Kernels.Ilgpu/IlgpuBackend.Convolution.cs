using ILGPU;
using ILGPU.Runtime;
using Floats = ILGPU.ArrayView<float>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>One convolution, by the variant that was chosen for it.</content>
internal sealed partial class IlgpuBackend
{
    private Action<KernelConfig, FeatureView, FeatureView, Floats, Floats, FeatureView, ConvolutionExtents>? _convolutionPlain;
    private Action<KernelConfig, FeatureView, FeatureView, Floats, Floats, FeatureView, ConvolutionExtents>? _convolutionBlocked;

    private readonly Action<KernelConfig, FeatureView, FeatureView, ArrayView<Float4>, Floats, FeatureView, ConvolutionExtents>?[]
        _convolutionFew =
            new Action<KernelConfig, FeatureView, FeatureView, ArrayView<Float4>, Floats, FeatureView, ConvolutionExtents>?[4];

    // By the kind of input.
    private readonly Action<KernelConfig, FeatureView, FeatureView, ArrayView<Float4>, Floats, FeatureView, ConvolutionExtents,
        ConvolutionTile>?[] _convolutionTiled = new Action<KernelConfig, FeatureView, FeatureView, ArrayView<Float4>, Floats,
            FeatureView, ConvolutionExtents, ConvolutionTile>?[ConvolutionArguments.InputKinds];

    private Action<KernelConfig, FeatureView, ArrayView<Float4>, Floats, FeatureView, FeatureView, ConvolutionExtents,
        ConvolutionTile>? _convolutionTiledPool, _convolutionTiledPoolHalf;

    private Action<KernelConfig, Floats, Floats, FeatureView, ConvolutionExtents, int>? _convolutionCombine;
    private Action<KernelConfig, Floats, Floats, FeatureView, FeatureView, ConvolutionExtents, int>? _convolutionCombinePool;

    private void Convolve(ConvolutionArguments a) => Convolve(a, _chooser.Find(a.Extents) ?? Tune(a));

    /// <summary>Times every candidate on the layer's own tensors, which each of them overwrites, and keeps the
    /// fastest.</summary>
    private ConvolutionChoice Tune(ConvolutionArguments a) =>
        _chooser.Tune(a.Extents, choice => Convolve(a, choice), Stream.Synchronize);

    private void Convolve(ConvolutionArguments a, ConvolutionChoice choice)
    {
        if (choice.Variant == ConvolutionVariant.Winograd)
            ConvolveWinograd(a, choice);
        else if (choice.Variant == ConvolutionVariant.Direct)
            ConvolveTiled(a, new ConvolutionTile(a.Extents, choice));
        else if (choice.Variant == ConvolutionVariant.Tensor)
            ConvolveTensor(a, new ConvolutionTile(a.Extents, choice));
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
        ConvolutionExtents e = a.Extents;
        LoadFew(a.InputKind)(
            _policy.Elements((long)e.OH * ((e.OW + 3) / 4)), a.Input, a.Mask, a.Weights.Cast<Float4>(), a.Bias, a.Output, e);
    }

    private Action<KernelConfig, FeatureView, FeatureView, ArrayView<Float4>, Floats, FeatureView, ConvolutionExtents> LoadFew(int kind) =>
        _convolutionFew[kind] ??= kind switch
        {
            0 => LoadFew<PlainElements<SingleStorage>>(),
            1 => LoadFew<PlainElements<HalfStorage>>(),
            2 => LoadFew<GatedElements<SingleStorage>>(),
            _ => LoadFew<GatedElements<HalfStorage>>(),
        };

    private Action<KernelConfig, FeatureView, FeatureView, ArrayView<Float4>, Floats, FeatureView, ConvolutionExtents> LoadFew<TElements>()
        where TElements : struct, IInputElements =>
        _accelerator.LoadStreamKernel<FeatureView, FeatureView, ArrayView<Float4>, Floats, FeatureView, ConvolutionExtents>(
            ConvolutionFewKernels.Rows<TElements>);

    private void ConvolveTiled(ConvolutionArguments a, ConvolutionTile tile)
    {
        ConvolutionExtents e = a.Extents;
        ArrayView<Float4> weights = a.Weights.Cast<Float4>();
        if (tile.Splits > 1)
        {
            Floats partials = Workspace((long)tile.Splits * e.OC * e.OH * e.OW);
            LoadTiled(a.InputKind)(
                LaunchPolicy.Tiles(tile.Groups), a.Input, a.Mask, weights, a.Bias, partials, e, tile);
            Combine(a, partials, tile.Splits);
        }
        else if (a.PoolsOutput)
        {
            var kernel = a.Input.IsHalf
                ? _convolutionTiledPoolHalf ??= LoadTiledPool<HalfStorage>()
                : _convolutionTiledPool ??= LoadTiledPool<SingleStorage>();
            kernel(LaunchPolicy.Tiles(tile.Groups), a.Input, weights, a.Bias, a.Output, a.Pooled, e, tile);
        }
        else
        {
            LoadTiled(a.InputKind)(
                LaunchPolicy.Tiles(tile.Groups), a.Input, a.Mask, weights, a.Bias, a.Output, e, tile);
        }
    }

    private Action<KernelConfig, FeatureView, FeatureView, ArrayView<Float4>, Floats, FeatureView, ConvolutionExtents, ConvolutionTile>
        LoadTiled(int kind) => _convolutionTiled[kind] ??= kind switch
        {
            0 => LoadTiled<StoredInput<PlainElements<SingleStorage>>>(),
            1 => LoadTiled<StoredInput<PlainElements<HalfStorage>>>(),
            2 => LoadTiled<StoredInput<GatedElements<SingleStorage>>>(),
            3 => LoadTiled<StoredInput<GatedElements<HalfStorage>>>(),
            4 => LoadTiled<PooledInput<AveragePooledGradient, SingleStorage>>(),
            5 => LoadTiled<PooledInput<AveragePooledGradient, HalfStorage>>(),
            6 => LoadTiled<PooledInput<MaxPooledGradient, SingleStorage>>(),
            _ => LoadTiled<PooledInput<MaxPooledGradient, HalfStorage>>(),
        };

    private Action<KernelConfig, FeatureView, FeatureView, ArrayView<Float4>, Floats, FeatureView, ConvolutionExtents, ConvolutionTile>
        LoadTiled<TInput>()
        where TInput : struct, IConvolutionInput =>
        _accelerator.LoadStreamKernel<FeatureView, FeatureView, ArrayView<Float4>, Floats, FeatureView, ConvolutionExtents,
            ConvolutionTile>(ConvolutionTiledKernels.Tiled<TInput>, LaunchPolicy.TileSpecialization);

    private Action<KernelConfig, FeatureView, ArrayView<Float4>, Floats, FeatureView, FeatureView, ConvolutionExtents, ConvolutionTile>
        LoadTiledPool<TStorage>()
        where TStorage : struct, IFeatureStorage =>
        _accelerator
            .LoadStreamKernel<FeatureView, ArrayView<Float4>, Floats, FeatureView, FeatureView, ConvolutionExtents, ConvolutionTile>(
                ConvolutionPoolKernels.Tiled<TStorage>, LaunchPolicy.TileSpecialization);

    private void Combine(ConvolutionArguments a, Floats partials, int splits)
    {
        ConvolutionExtents e = a.Extents;
        if (a.PoolsOutput)
        {
            _convolutionCombinePool ??= _accelerator.LoadStreamKernel<Floats, Floats, FeatureView, FeatureView,
                ConvolutionExtents, int>(ConvolutionPoolKernels.Combine);
            long windows = (long)e.OC * ((e.OH + 1) / 2) * ((e.OW + 1) / 2);
            _convolutionCombinePool(_policy.Elements(windows), partials, a.Bias, a.Output, a.Pooled, e, splits);
            return;
        }

        _convolutionCombine ??= _accelerator.LoadStreamKernel<Floats, Floats, FeatureView, ConvolutionExtents,
            int>(ConvolutionTiledKernels.Combine);
        _convolutionCombine(_policy.Elements((long)e.OC * e.OH * e.OW), partials, a.Bias, a.Output, e, splits);
    }
}
