using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd;

/// <content>Masks, sums over positions, products of small matrices, diagonal variation.</content>
internal sealed partial class SimdBackend
{
    /// <inheritdoc/>
    public void DiagonalVariationAccumulate(
        Tensor image, double weight, ScalarBuffer results, int slot, Tensor gradImage)
    {
        const string Operation = nameof(DiagonalVariationAccumulate);
        ShapeGuard.Same(Operation, image, gradImage);
        ShapeGuard.Distinct(Operation, image, gradImage);
        ShapeGuard.Slot(Operation, results, slot);
        Own(Operation, results).Values[slot] = _operators.DiagonalVariationAccumulate(
            Own(Operation, image), weight, Own(Operation, gradImage));
    }

    /// <inheritdoc/>
    public void ChannelSums(Tensor features, double scale, Tensor sums)
    {
        const string Operation = nameof(ChannelSums);
        ShapeGuard.ChannelVector(Operation, sums, features);
        ShapeGuard.Distinct(Operation, features, sums);
        SimdTensor target = Own(Operation, sums);
        _operators.ChannelSums(Own(Operation, features), scale, target);
        Padding.Clear(target);
    }

    /// <inheritdoc/>
    public void ChannelAccumulate(Tensor vector, double scale, Tensor destination)
    {
        const string Operation = nameof(ChannelAccumulate);
        ShapeGuard.ChannelVector(Operation, vector, destination);
        ShapeGuard.Distinct(Operation, vector, destination);
        _operators.ChannelAccumulate(Own(Operation, vector), scale, Own(Operation, destination));
    }

    /// <inheritdoc/>
    public void MaskMultiply(Tensor input, Tensor mask, Tensor output)
    {
        const string Operation = nameof(MaskMultiply);
        ShapeGuard.Mask(Operation, input, mask, output);
        SimdTensor target = Own(Operation, output);
        _operators.MaskMultiply(Own(Operation, input), Own(Operation, mask), target);
        Padding.ClearPlanarTail(target);
    }

    /// <inheritdoc/>
    public void MaskMultiplyAccumulate(Tensor input, Tensor mask, double scale, Tensor destination)
    {
        const string Operation = nameof(MaskMultiplyAccumulate);
        ShapeGuard.Mask(Operation, input, mask, destination);
        _operators.MaskMultiplyAccumulate(
            Own(Operation, input), Own(Operation, mask), scale, Own(Operation, destination));
    }

    /// <inheritdoc/>
    public void MatrixProduct(Tensor a, Tensor b, double scale, Tensor output)
    {
        const string Operation = nameof(MatrixProduct);
        ShapeGuard.SquareProduct(Operation, a, b, output);
        SimdTensor target = Own(Operation, output);
        _operators.MatrixProduct(Own(Operation, a), Own(Operation, b), scale, target);
        Padding.ClearPlanarTail(target);
    }
}
