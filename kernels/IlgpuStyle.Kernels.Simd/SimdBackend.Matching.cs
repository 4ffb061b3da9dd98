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

    /// <inheritdoc/>
    public void GatherPositions(Tensor input, Tensor positions, Tensor output)
    {
        const string Operation = nameof(GatherPositions);
        ShapeGuard.ChosenPositions(Operation, input, positions, output);
        SimdTensor target = Own(Operation, output);
        _operators.GatherPositions(Own(Operation, input), Own(Operation, positions), target);
        Padding.ClearPlanarTail(target);
    }

    /// <inheritdoc/>
    public void ScatterPositionsAccumulate(Tensor input, Tensor positions, Tensor destination)
    {
        const string Operation = nameof(ScatterPositionsAccumulate);
        ShapeGuard.ChosenPositions(Operation, destination, positions, input);
        _operators.ScatterPositionsAccumulate(Own(Operation, input), Own(Operation, positions), Own(Operation, destination));
    }

    /// <inheritdoc/>
    public void TransposePositions(Tensor input, Tensor output)
    {
        const string Operation = nameof(TransposePositions);
        ShapeGuard.Transpose(Operation, input, output);
        SimdTensor target = Own(Operation, output);
        _operators.TransposePositions(Own(Operation, input), target);
        Padding.Clear(target);
    }

    /// <inheritdoc/>
    public void AbsoluteDistanceAccumulate(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot, Tensor gradA)
    {
        const string Operation = nameof(AbsoluteDistanceAccumulate);
        ShapeGuard.Same(Operation, a, b);
        ShapeGuard.Same(Operation, a, gradA);
        ShapeGuard.Slot(Operation, results, slot);
        Own(Operation, results).Values[slot] = _operators.AbsoluteDistanceAccumulate(
            Own(Operation, a), Own(Operation, b), scale, Own(Operation, gradA));
    }

    /// <inheritdoc/>
    public void SelfSimilarityDistance(
        Tensor cosines, Tensor target, double scale, ScalarBuffer results, int slot, Tensor gradCosines)
    {
        const string Operation = nameof(SelfSimilarityDistance);
        ShapeGuard.SelfSimilarity(Operation, cosines, target, gradCosines);
        ShapeGuard.Slot(Operation, results, slot);
        SimdTensor gradient = Own(Operation, gradCosines);
        Own(Operation, results).Values[slot] = _operators.SelfSimilarityDistance(
            Own(Operation, cosines), Own(Operation, target), scale, gradient);
        Padding.ClearPlanarTail(gradient);
    }
}
