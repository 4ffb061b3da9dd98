using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Simd;

/// <content>Feature vectors of single positions.</content>
internal sealed partial class SimdBackend
{
    /// <inheritdoc/>
    public void NormalizePositions(Tensor input, Tensor output)
    {
        const string Operation = nameof(NormalizePositions);
        ShapeGuard.Same(Operation, input, output);
        SimdTensor target = Own(Operation, output);
        _operators.NormalizePositions(Own(Operation, input), target);
        Padding.ClearPlanarTail(target);
    }

    /// <inheritdoc/>
    public void NearestPositions(Tensor features, Tensor candidates, Tensor nearest)
    {
        const string Operation = nameof(NearestPositions);
        ShapeGuard.Nearest(Operation, features, candidates, nearest);
        SimdTensor target = Own(Operation, nearest);
        _operators.NearestPositions(Own(Operation, features), Own(Operation, candidates), target);
        Padding.ClearPlanarTail(target);
    }

    /// <inheritdoc/>
    public void CosineDistanceAccumulate(
        Tensor features, Tensor candidates, Tensor nearest, double scale, ScalarBuffer results, int slot, Tensor gradFeatures)
    {
        const string Operation = nameof(CosineDistanceAccumulate);
        ShapeGuard.Nearest(Operation, features, candidates, nearest);
        ShapeGuard.Same(Operation, features, gradFeatures);
        ShapeGuard.Distinct(Operation, features, gradFeatures);
        ShapeGuard.Distinct(Operation, candidates, gradFeatures);
        ShapeGuard.Slot(Operation, results, slot);
        Own(Operation, results).Values[slot] = _operators.CosineDistanceAccumulate(
            Own(Operation, features), Own(Operation, candidates), Own(Operation, nearest), scale, Own(Operation, gradFeatures));
    }

    /// <inheritdoc/>
    public void MatchRanks(Tensor input, Tensor sorted, Tensor output)
    {
        const string Operation = nameof(MatchRanks);
        ShapeGuard.Ranks(Operation, input, sorted, output);
        SimdTensor target = Own(Operation, output);
        _operators.MatchRanks(Own(Operation, input), Own(Operation, sorted), target);
        Padding.Clear(target);
    }
}
