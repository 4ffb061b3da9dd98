using ILGPU;
using ILGPU.Runtime;
using Floats = ILGPU.ArrayView<float>;
using Quads = ILGPU.ArrayView<IlgpuStyle.Kernels.Ilgpu.Float4>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Winograd's convolution: batches of tiles, three launches each.</content>
internal sealed partial class IlgpuBackend
{
    // By the kind of input.
    private readonly Action<KernelConfig, FeatureView, FeatureView, Floats, ConvolutionExtents, WinogradBatch>?[] _winogradInput =
        new Action<KernelConfig, FeatureView, FeatureView, Floats, ConvolutionExtents, WinogradBatch>?[ConvolutionArguments.InputKinds];

    private Action<KernelConfig, Quads, Floats, Quads, WinogradProduct>? _winogradBlocked;
    private Action<KernelConfig, Quads, Quads, Quads, WinogradProduct>? _winogradTiled, _winogradTiledBackward;
    private Action<KernelConfig, Floats, Floats, FeatureView, ConvolutionExtents, WinogradBatch, int>? _winogradOutput;
    private Action<KernelConfig, Floats, Floats, FeatureView, FeatureView, ConvolutionExtents, WinogradBatch, int>? _winogradOutputPool;

    private void ConvolveWinograd(ConvolutionArguments a, ConvolutionChoice choice)
    {
        ConvolutionExtents e = a.Extents;
        WinogradPlan plan = new(e, choice.Splits, _policy.WantedTiles, _policy.UseTiles);
        int rows = WinogradWeights.Filled(e.OC);
        long pointsLength = plan.PointsLength(e), length = plan.WorkspaceLength(e);
        Floats workspace = Workspace(length);
        Floats points = workspace.SubView(0, pointsLength), products = workspace.SubView(pointsLength, length - pointsLength);
        var transform = LoadInputTransform(a.InputKind);
        for (int i = 0; i < plan.Batches; i++)
        {
            WinogradBatch batch = plan.Batch(i);
            transform(_policy.Elements((long)e.IC * batch.Count), a.Input, a.Mask, points, e, batch);
            Multiply(points, a.Layer.WinogradWeights, products, new WinogradProduct(e, plan, batch, a.IsBackward));
            StoreOutputs(a, products, batch, rows);
        }
    }

    private Action<KernelConfig, FeatureView, FeatureView, Floats, ConvolutionExtents, WinogradBatch> LoadInputTransform(int kind) =>
        _winogradInput[kind] ??= kind switch
        {
            0 => LoadInputTransform<StoredInput<PlainElements<SingleStorage>>>(),
            1 => LoadInputTransform<StoredInput<PlainElements<HalfStorage>>>(),
            2 => LoadInputTransform<StoredInput<GatedElements<SingleStorage>>>(),
            3 => LoadInputTransform<StoredInput<GatedElements<HalfStorage>>>(),
            4 => LoadInputTransform<PooledInput<AveragePooledGradient, SingleStorage>>(),
            5 => LoadInputTransform<PooledInput<AveragePooledGradient, HalfStorage>>(),
            6 => LoadInputTransform<PooledInput<MaxPooledGradient, SingleStorage>>(),
            _ => LoadInputTransform<PooledInput<MaxPooledGradient, HalfStorage>>(),
        };

    private Action<KernelConfig, FeatureView, FeatureView, Floats, ConvolutionExtents, WinogradBatch> LoadInputTransform<TInput>()
        where TInput : struct, IConvolutionInput =>
        _accelerator.LoadStreamKernel<FeatureView, FeatureView, Floats, ConvolutionExtents, WinogradBatch>(
            WinogradKernels.InputTransform<TInput>);

    private void StoreOutputs(ConvolutionArguments a, Floats products, WinogradBatch batch, int rows)
    {
        KernelConfig config = _policy.Elements((long)a.Extents.OC * batch.Count);
        if (a.PoolsOutput)
        {
            _winogradOutputPool ??= _accelerator.LoadStreamKernel<Floats, Floats, FeatureView, FeatureView, ConvolutionExtents,
                WinogradBatch, int>(WinogradKernels.OutputTransformPool);
            _winogradOutputPool(config, products, a.Bias, a.Output, a.Pooled, a.Extents, batch, rows);
            return;
        }

        _winogradOutput ??= _accelerator.LoadStreamKernel<Floats, Floats, FeatureView, ConvolutionExtents, WinogradBatch,
            int>(WinogradKernels.OutputTransform);
        _winogradOutput(config, products, a.Bias, a.Output, a.Extents, batch, rows);
    }

    private void Multiply(Floats points, Floats weights, Floats products, WinogradProduct product)
    {
        Quads from = points.Cast<Float4>(), to = products.Cast<Float4>();
        if (_policy.UseTiles)
        {
            var kernel = product.Transposed == 0
                ? _winogradTiled ??= LoadProduct<ForwardWeights>()
                : _winogradTiledBackward ??= LoadProduct<BackwardWeights>();
            kernel(LaunchPolicy.Tiles(product.Tiles, product.Splits), from, weights.Cast<Float4>(), to, product);
            return;
        }

        _winogradBlocked ??= _accelerator.LoadStreamKernel<Quads, Floats, Quads, WinogradProduct>(
            WinogradKernels.ProductBlocked);
        _winogradBlocked(
            _policy.Elements((long)WinogradWeights.Points * (product.Rows / 4) * (product.Pitch / 4)), from, weights, to,
            product);
    }

    private Action<KernelConfig, Quads, Quads, Quads, WinogradProduct> LoadProduct<TWeights>()
        where TWeights : struct, IWinogradWeights =>
        _accelerator.LoadStreamKernel<Quads, Quads, Quads, WinogradProduct>(
            WinogradTiledKernels.Product<TWeights>, LaunchPolicy.TileSpecialization);
}
