using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;
using Floats = ILGPU.ArrayView<float>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Convolutions on the tensor cores.</content>
internal sealed partial class IlgpuBackend
{
    // By the kind of input.
    private readonly Action<KernelConfig, FeatureView, FeatureView, ArrayView<TensorQuad>, Floats, FeatureView, ConvolutionExtents,
        ConvolutionTile>?[] _convolutionTensor = new Action<KernelConfig, FeatureView, FeatureView, ArrayView<TensorQuad>, Floats,
            FeatureView, ConvolutionExtents, ConvolutionTile>?[ConvolutionArguments.InputKinds];

    private Action<KernelConfig, FeatureView, ArrayView<TensorQuad>, Floats, FeatureView, FeatureView, ConvolutionExtents,
        ConvolutionTile>? _convolutionTensorPool, _convolutionTensorPoolHalf;

    private (MemoryBuffer1D<float, Stride1D.Dense> Forward, MemoryBuffer1D<float, Stride1D.Dense> Backward)? TensorWeights(
        ConvolutionGeometry geometry, ReadOnlySpan<float> weights) => _chooser.MayUseTensorCores(geometry)
        ? (NewBuffer("weights in TF32", TensorPacking.Forward(geometry, weights)),
            NewBuffer("backward weights in TF32", TensorPacking.Backward(geometry, weights)))
        : null;

    private void ConvolveTensor(ConvolutionArguments a, ConvolutionTile tile)
    {
        ConvolutionExtents e = a.Extents;
        KernelConfig config = LaunchPolicy.Tiles(tile.Groups);
        ArrayView<TensorQuad> weights = a.Layer.TensorWeights(a.IsBackward);
        if (tile.Splits > 1)
        {
            Floats partials = Workspace((long)tile.Splits * e.OC * e.OH * e.OW);
            LoadTensor(a.InputKind)(config, a.Input, a.Mask, weights, a.Bias, partials, e, tile);
            Combine(a, partials, tile.Splits);
        }
        else if (a.PoolsOutput && tile.HasWindows)
        {
            var kernel = a.Input.IsHalf
                ? _convolutionTensorPoolHalf ??= LoadTensorPool<HalfStorage>()
                : _convolutionTensorPool ??= LoadTensorPool<SingleStorage>();
            kernel(config, a.Input, weights, a.Bias, a.Output, a.Pooled, e, tile);
        }
        else
        {
            LoadTensor(a.InputKind)(config, a.Input, a.Mask, weights, a.Bias, a.Output, e, tile);
        }
    }

    private Action<KernelConfig, FeatureView, FeatureView, ArrayView<TensorQuad>, Floats, FeatureView, ConvolutionExtents, ConvolutionTile>
        LoadTensor(int kind) => _convolutionTensor[kind] ??= kind switch
        {
            0 => LoadTensor<StoredInput<PlainElements<SingleStorage>>>(),
            1 => LoadTensor<StoredInput<PlainElements<HalfStorage>>>(),
            2 => LoadTensor<StoredInput<GatedElements<SingleStorage>>>(),
            3 => LoadTensor<StoredInput<GatedElements<HalfStorage>>>(),
            4 => LoadTensor<PooledInput<AveragePooledGradient, SingleStorage>>(),
            5 => LoadTensor<PooledInput<AveragePooledGradient, HalfStorage>>(),
            6 => LoadTensor<PooledInput<MaxPooledGradient, SingleStorage>>(),
            _ => LoadTensor<PooledInput<MaxPooledGradient, HalfStorage>>(),
        };

    private Action<KernelConfig, FeatureView, FeatureView, ArrayView<TensorQuad>, Floats, FeatureView, ConvolutionExtents, ConvolutionTile>
        LoadTensor<TInput>()
        where TInput : struct, IConvolutionInput =>
        _accelerator.LoadStreamKernel<FeatureView, FeatureView, ArrayView<TensorQuad>, Floats, FeatureView, ConvolutionExtents,
            ConvolutionTile>(ConvolutionTensorKernels.Tiled<TInput>, LaunchPolicy.TileSpecialization);

    private Action<KernelConfig, FeatureView, ArrayView<TensorQuad>, Floats, FeatureView, FeatureView, ConvolutionExtents, ConvolutionTile>
        LoadTensorPool<TStorage>()
        where TStorage : struct, IFeatureStorage =>
        _accelerator
            .LoadStreamKernel<FeatureView, ArrayView<TensorQuad>, Floats, FeatureView, FeatureView, ConvolutionExtents, ConvolutionTile>(
                ConvolutionTensorKernels.Pool<TStorage>, LaunchPolicy.TileSpecialization);
}
