using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using Floats = ILGPU.ArrayView<float>;
using Pairs = ILGPU.ArrayView<IlgpuStyle.Kernels.Ilgpu.FloatPair>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Masks, sums over positions, products of small matrices, diagonal variation.</content>
internal sealed partial class IlgpuBackend
{
    private Action<KernelConfig, FeatureView, Floats, Floats, int, int>? _maskMultiply;
    private Action<KernelConfig, FeatureView, Floats, float, Floats, int, int>? _maskMultiplyAccumulate;
    private Action<KernelConfig, FeatureView, FloatPair, Floats, int, int>? _channelSums;
    private Action<KernelConfig, Floats, float, Floats, int, int>? _channelAccumulate;
    private Action<KernelConfig, Floats, Floats, int>? _transpose;
    private Action<KernelConfig, Floats, Floats, Pairs, int, int, int, float>? _diagonalVariation;

    /// <inheritdoc/>
    public void DiagonalVariationAccumulate(Tensor image, double weight, ScalarBuffer results, int slot, Tensor gradImage)
    {
        const string operation = nameof(DiagonalVariationAccumulate);
        ShapeGuard.Same(operation, image, gradImage);
        ShapeGuard.Distinct(operation, image, gradImage);
        ShapeGuard.Slot(operation, results, slot);
        Pairs partials = Partials(1);
        _diagonalVariation ??= _accelerator.LoadStreamKernel<Floats, Floats, Pairs, int, int, int, float>(
            RegionKernels.DiagonalVariation);
        _diagonalVariation(
            _policy.Reduction(), View(operation, image), View(operation, gradImage), partials, image.Shape.Height,
            image.Shape.Width, (int)image.Shape.Length, (float)weight);
        Finish(partials, 1, 0.5 * weight, Scalars(operation, results).View, slot);
    }

    /// <inheritdoc/>
    public void ChannelSums(Tensor features, double scale, Tensor sums)
    {
        const string operation = nameof(ChannelSums);
        ShapeGuard.ChannelVector(operation, sums, features);
        ShapeGuard.Distinct(operation, features, sums);
        _channelSums ??= _accelerator.LoadStreamKernel<FeatureView, FloatPair, Floats, int, int>(RegionKernels.ChannelSums);
        int channels = features.Shape.Channels;
        _channelSums(
            _policy.Finish(channels), Features(operation, features), FloatPair.From(scale), View(operation, sums), channels,
            features.Shape.Positions);
    }

    /// <inheritdoc/>
    public void ChannelAccumulate(Tensor vector, double scale, Tensor destination)
    {
        const string operation = nameof(ChannelAccumulate);
        ShapeGuard.ChannelVector(operation, vector, destination);
        ShapeGuard.Distinct(operation, vector, destination);
        _channelAccumulate ??= _accelerator.LoadStreamKernel<Floats, float, Floats, int, int>(
            RegionKernels.ChannelAccumulate);
        int length = (int)destination.Shape.Length;
        _channelAccumulate(
            _policy.Elements(length), View(operation, vector), (float)scale, View(operation, destination),
            destination.Shape.Positions, length);
    }

    /// <inheritdoc/>
    public void MaskMultiply(Tensor input, Tensor mask, Tensor output)
    {
        const string operation = nameof(MaskMultiply);
        ShapeGuard.Mask(operation, input, mask, output);
        _maskMultiply ??= _accelerator.LoadStreamKernel<FeatureView, Floats, Floats, int, int>(RegionKernels.MaskMultiply);
        int length = (int)input.Shape.Length;
        _maskMultiply(
            _policy.Elements(length), Features(operation, input), View(operation, mask), View(operation, output),
            (int)mask.Shape.Length, length);
    }

    /// <inheritdoc/>
    public void MaskMultiplyAccumulate(Tensor input, Tensor mask, double scale, Tensor destination)
    {
        const string operation = nameof(MaskMultiplyAccumulate);
        ShapeGuard.Mask(operation, input, mask, destination);
        _maskMultiplyAccumulate ??= _accelerator.LoadStreamKernel<FeatureView, Floats, float, Floats, int, int>(
            RegionKernels.MaskMultiplyAccumulate);
        int length = (int)input.Shape.Length;
        _maskMultiplyAccumulate(
            _policy.Elements(length), Features(operation, input), View(operation, mask), (float)scale,
            View(operation, destination), (int)mask.Shape.Length, length);
    }

    /// <inheritdoc/>
    public void MatrixProduct(Tensor a, Tensor b, double scale, Tensor output)
    {
        const string operation = nameof(MatrixProduct);
        ShapeGuard.SquareProduct(operation, a, b, output);
        // The Gram matrix's backward with b's columns as positions. It reads its matrix by columns, so it gets a's transpose.
        int size = a.Shape.Width;
        Floats right = View(operation, b), transposed = Workspace((long)size * size);
        _transpose ??= _accelerator.LoadStreamKernel<Floats, Floats, int>(RegionKernels.Transpose);
        _transpose(_policy.Elements((long)size * size), View(operation, a), transposed, size);
        Fill(output, 0);
        MultiplyAccumulate(transposed, right, (float)scale, View(operation, output), size, size);
    }
}
