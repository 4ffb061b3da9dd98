using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using Floats = ILGPU.ArrayView<float>;
using Pairs = ILGPU.ArrayView<IlgpuStyle.Kernels.Ilgpu.FloatPair>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Feature vectors of single positions.</content>
internal sealed partial class IlgpuBackend
{
    private Action<KernelConfig, Floats, Floats, int, int>? _normalizePositions;
    private Action<KernelConfig, Floats, Floats, Floats, MatchingExtents>? _nearestPositions;
    private Action<KernelConfig, Floats, Floats, Floats, float, Floats, Pairs, MatchingExtents>? _cosineDistance;

    private Action<KernelConfig, Floats, Floats, Floats, int, int, int>? _gatherPositions;
    private Action<KernelConfig, Floats, Floats, Floats, int, int, int>? _scatterPositions;
    private Action<KernelConfig, Floats, Floats, int, int>? _transposePositions;
    private Action<KernelConfig, Floats, Floats, Floats, Pairs, int>? _selfSimilarity;
    private Action<KernelConfig, Floats, Floats, Floats, float, Floats, int>? _selfSimilarityGradient;
    private Action<KernelConfig, Floats, Floats, float, Floats, Pairs, int>? _absoluteDistance;

    /// <inheritdoc/>
    public void NormalizePositions(Tensor input, Tensor output)
    {
        const string operation = nameof(NormalizePositions);
        ShapeGuard.Same(operation, input, output);
        _normalizePositions ??= _accelerator.LoadStreamKernel<Floats, Floats, int, int>(MatchingKernels.Normalize);
        int positions = input.Shape.Positions;
        _normalizePositions(
            _policy.Elements(positions), View(operation, input), View(operation, output), input.Shape.Channels, positions);
    }

    /// <inheritdoc/>
    public void NearestPositions(Tensor features, Tensor candidates, Tensor nearest)
    {
        const string operation = nameof(NearestPositions);
        ShapeGuard.Nearest(operation, features, candidates, nearest);
        _nearestPositions ??= _accelerator.LoadStreamKernel<Floats, Floats, Floats, MatchingExtents>(MatchingKernels.Nearest);
        _nearestPositions(
            _policy.Elements(features.Shape.Positions), View(operation, features), View(operation, candidates), View(operation, nearest),
            new MatchingExtents(features.Shape, candidates.Shape));
    }

    /// <inheritdoc/>
    public void CosineDistanceAccumulate(
        Tensor features, Tensor candidates, Tensor nearest, double scale, ScalarBuffer results, int slot, Tensor gradFeatures)
    {
        const string operation = nameof(CosineDistanceAccumulate);
        ShapeGuard.Nearest(operation, features, candidates, nearest);
        ShapeGuard.Same(operation, features, gradFeatures);
        ShapeGuard.Distinct(operation, features, gradFeatures);
        ShapeGuard.Distinct(operation, candidates, gradFeatures);
        ShapeGuard.Slot(operation, results, slot);
        Pairs partials = Partials(1);
        _cosineDistance ??= _accelerator.LoadStreamKernel<Floats, Floats, Floats, float, Floats, Pairs, MatchingExtents>(
            MatchingKernels.CosineDistance);
        _cosineDistance(
            _policy.Reduction(), View(operation, features), View(operation, candidates), View(operation, nearest), (float)scale,
            View(operation, gradFeatures), partials, new MatchingExtents(features.Shape, candidates.Shape));
        Finish(partials, 1, scale, Scalars(operation, results).View, slot);
    }

    /// <inheritdoc/>
    public void GatherPositions(Tensor input, Tensor positions, Tensor output)
    {
        const string operation = nameof(GatherPositions);
        ShapeGuard.ChosenPositions(operation, input, positions, output);
        _gatherPositions ??= _accelerator.LoadStreamKernel<Floats, Floats, Floats, int, int, int>(PositionKernels.Gather);
        _gatherPositions(
            _policy.Elements(output.Shape.Length), View(operation, input), View(operation, positions), View(operation, output),
            input.Shape.Channels, input.Shape.Positions, positions.Shape.Width);
    }

    /// <inheritdoc/>
    public void ScatterPositionsAccumulate(Tensor input, Tensor positions, Tensor destination)
    {
        const string operation = nameof(ScatterPositionsAccumulate);
        ShapeGuard.ChosenPositions(operation, destination, positions, input);
        _scatterPositions ??= _accelerator.LoadStreamKernel<Floats, Floats, Floats, int, int, int>(PositionKernels.Scatter);
        _scatterPositions(
            _policy.Elements(destination.Shape.Positions), View(operation, input), View(operation, positions),
            View(operation, destination), destination.Shape.Channels, destination.Shape.Positions, positions.Shape.Width);
    }

    /// <inheritdoc/>
    public void TransposePositions(Tensor input, Tensor output)
    {
        const string operation = nameof(TransposePositions);
        ShapeGuard.Transpose(operation, input, output);
        _transposePositions ??= _accelerator.LoadStreamKernel<Floats, Floats, int, int>(PositionKernels.Transpose);
        _transposePositions(
            _policy.Elements(input.Shape.Length), View(operation, input), View(operation, output), input.Shape.Channels,
            input.Shape.Positions);
    }

    /// <inheritdoc/>
    public void AbsoluteDistanceAccumulate(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot, Tensor gradA)
    {
        const string operation = nameof(AbsoluteDistanceAccumulate);
        ShapeGuard.Same(operation, a, b);
        ShapeGuard.Same(operation, a, gradA);
        ShapeGuard.Slot(operation, results, slot);
        Pairs partials = Partials(1);
        _absoluteDistance ??= _accelerator.LoadStreamKernel<Floats, Floats, float, Floats, Pairs, int>(LossKernels.AbsoluteDistance);
        _absoluteDistance(
            _policy.Reduction(), View(operation, a), View(operation, b), (float)scale, View(operation, gradA), partials,
            (int)a.Shape.Length);
        Finish(partials, 1, scale, Scalars(operation, results).View, slot);
    }

    /// <inheritdoc/>
    public void SelfSimilarityDistance(
        Tensor cosines, Tensor target, double scale, ScalarBuffer results, int slot, Tensor gradCosines)
    {
        const string operation = nameof(SelfSimilarityDistance);
        ShapeGuard.SelfSimilarity(operation, cosines, target, gradCosines);
        ShapeGuard.Slot(operation, results, slot);
        int n = cosines.Shape.Width;
        Floats from = View(operation, cosines), to = View(operation, target), gradient = View(operation, gradCosines);
        Floats columns = Workspace(3L * n);
        Pairs partials = Partials(1);
        _selfSimilarity ??= _accelerator.LoadStreamKernel<Floats, Floats, Floats, Pairs, int>(SelfSimilarityKernels.Columns);
        _selfSimilarityGradient ??= _accelerator.LoadStreamKernel<Floats, Floats, Floats, float, Floats, int>(
            SelfSimilarityKernels.Gradient);
        _selfSimilarity(_policy.Reduction(), from, to, columns, partials, n);
        _selfSimilarityGradient(_policy.Elements((long)n * n), from, to, columns, (float)scale, gradient, n);
        Finish(partials, 1, scale, Scalars(operation, results).View, slot);
    }
}
