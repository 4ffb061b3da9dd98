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
}
