using ILGPU;
using ILGPU.Runtime;
using Floats = ILGPU.ArrayView<float>;
using Quads = ILGPU.ArrayView<IlgpuStyle.Kernels.Ilgpu.Float4>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Winograd's convolution: batches of tiles, three launches each.</content>
public sealed partial class IlgpuBackend
{
    private Action<KernelConfig, FeatureView, FeatureView, Floats, ConvolutionExtents, WinogradBatch>? _winogradInput;
    private Action<KernelConfig, Quads, Floats, Quads, WinogradProduct>? _winogradBlocked;
    private Action<KernelConfig, Quads, Floats, Quads, WinogradProduct>? _winogradTiled;
    private Action<KernelConfig, Floats, Floats, FeatureView, ConvolutionExtents, WinogradBatch, int>? _winogradOutput;

    private void ConvolveWinograd(ConvolutionArguments a)
    {
        ConvolutionExtents e = a.Extents;
        WinogradPlan plan = new(e, _policy.WantedTiles, _policy.UseTiles);
        int rows = WinogradWeights.Filled(e.OC);
        long pointsLength = plan.PointsLength(e), length = plan.WorkspaceLength(e);
        Floats workspace = Workspace(length);
        Floats points = workspace.SubView(0, pointsLength), products = workspace.SubView(pointsLength, length - pointsLength);
        _winogradInput ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, Floats, ConvolutionExtents, WinogradBatch>(
            WinogradKernels.InputTransform);
        _winogradOutput ??= _accelerator.LoadStreamKernel<Floats, Floats, FeatureView, ConvolutionExtents, WinogradBatch,
            int>(WinogradKernels.OutputTransform);
        for (int i = 0; i < plan.Batches; i++)
        {
            WinogradBatch batch = plan.Batch(i);
            _winogradInput(_policy.Elements((long)e.IC * batch.Count), a.Input, a.Mask, points, e, batch);
            Multiply(points, a.Layer.WinogradWeights, products, new WinogradProduct(e, batch.Pitch, a.IsBackward));
            _winogradOutput(
                _policy.Elements((long)e.OC * batch.Count), products, a.Bias, a.Output, e, batch, rows);
        }
    }

    private void Multiply(Floats points, Floats weights, Floats products, WinogradProduct product)
    {
        Quads from = points.Cast<Float4>(), to = products.Cast<Float4>();
        if (_policy.UseTiles)
        {
            _winogradTiled ??= _accelerator.LoadStreamKernel<Quads, Floats, Quads, WinogradProduct>(
                WinogradTiledKernels.Product, LaunchPolicy.TileSpecialization);
            _winogradTiled(LaunchPolicy.Tiles(product.Tiles), from, weights, to, product);
            return;
        }

        _winogradBlocked ??= _accelerator.LoadStreamKernel<Quads, Floats, Quads, WinogradProduct>(
            WinogradKernels.ProductBlocked);
        _winogradBlocked(
            _policy.Elements((long)WinogradWeights.Points * (product.Rows / 4) * (product.Pitch / 4)), from, weights, to,
            product);
    }
}
