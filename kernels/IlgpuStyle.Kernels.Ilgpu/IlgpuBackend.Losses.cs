using ILGPU;
using ILGPU.Runtime;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using Floats = ILGPU.ArrayView<float>;
using Pairs = ILGPU.ArrayView<IlgpuStyle.Kernels.Ilgpu.FloatPair>;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <content>Gram matrices, squared distances, total variation.</content>
internal sealed partial class IlgpuBackend
{
    private Action<KernelConfig, FeatureView, Floats, GramExtents>? _gramBlocked;
    private Action<KernelConfig, FeatureView, Floats, GramExtents>? _gramTiled, _gramTiledHalf;
    private Action<KernelConfig, Floats, Floats, FloatPair, GramExtents>? _gramCombine;
    private Action<KernelConfig, Floats, FeatureView, Floats, float, GramExtents>? _gramBackwardBlocked;
    private Action<KernelConfig, Floats, FeatureView, Floats, float, GramExtents>? _gramBackwardTiled, _gramBackwardTiledHalf;
    private Action<KernelConfig, FeatureView, FeatureView, Pairs, int>? _squaredDistance;
    private Action<KernelConfig, FeatureView, FeatureView, float, Floats, int>? _difference;
    private Action<KernelConfig, Floats, Floats, Pairs, TotalVariationExtents>? _totalVariation;
    private Action<KernelConfig, Pairs, int, FloatPair, Pairs, int>? _finish;

    /// <inheritdoc/>
    public void GramForward(Tensor features, double scale, Tensor gram, ScaledVector? sums = null)
    {
        const string operation = nameof(GramForward);
        ShapeGuard.Gram(operation, gram, features);
        ShapeGuard.Distinct(operation, features, gram);
        ShapeGuard.ChannelVector(operation, sums, features, gram);
        int channels = features.Shape.Channels;
        FeatureView from = Features(operation, features);
        Floats to = View(operation, gram);
        if (sums is { } wanted)
            ChannelSums(features, wanted.Scale, wanted.Vector);
        GramExtents extents = GramExtentsOf(features.Shape);
        Floats partials = Workspace((long)extents.Partials * channels * channels);
        if (_policy.UseTiles)
        {
            Action<KernelConfig, FeatureView, Floats, GramExtents> kernel = from.IsHalf
                ? _gramTiledHalf ??= LoadGram<HalfStorage>() : _gramTiled ??= LoadGram<SingleStorage>();
            kernel(
                LaunchPolicy.Tiles(extents.TilePairs * extents.Partials / GramTiledKernels.Quarters), from,
                partials, extents);
        }
        else
        {
            _gramBlocked ??= _accelerator.LoadStreamKernel<FeatureView, Floats, GramExtents>(GramKernels.Blocked);
            long blocks = (channels + 3) / 4;
            _gramBlocked(_policy.Elements(blocks * blocks * extents.Partials), from, partials, extents);
        }

        _gramCombine ??= _accelerator.LoadStreamKernel<Floats, Floats, FloatPair, GramExtents>(
            GramKernels.Combine);
        _gramCombine(_policy.Elements((long)channels * channels), partials, to, FloatPair.From(scale),
            extents);
    }

    /// <inheritdoc/>
    public void GramBackwardAccumulate(
        Tensor matrix, Tensor features, double scale, Tensor gradFeatures, ScaledVector? gradSums = null)
    {
        const string operation = nameof(GramBackwardAccumulate);
        ShapeGuard.Gram(operation, matrix, features);
        ShapeGuard.Same(operation, features, gradFeatures);
        ShapeGuard.Distinct(operation, features, gradFeatures);
        ShapeGuard.Distinct(operation, matrix, gradFeatures);
        ShapeGuard.ChannelVector(operation, gradSums, gradFeatures, matrix);
        Floats factors = View(operation, matrix), to = View(operation, gradFeatures);
        if (gradSums is { } given)
            ChannelAccumulate(given.Vector, given.Scale, gradFeatures);
        MultiplyAccumulate(factors, Features(operation, features), (float)scale, to, features.Shape.Channels, features.Shape.Positions);
    }

    /// <summary>to[i,p] += scale · Σ_j factors[i,j] · from[j,p], factors symmetric.</summary>
    private void MultiplyAccumulate(Floats factors, FeatureView from, float scale, Floats to, int channels, int positions)
    {
        GramExtents extents = GramExtents.Blocked(channels, positions);
        if (_policy.UseTiles)
        {
            Action<KernelConfig, Floats, FeatureView, Floats, float, GramExtents> kernel = from.IsHalf
                ? _gramBackwardTiledHalf ??= LoadGramBackward<HalfStorage>() : _gramBackwardTiled ??= LoadGramBackward<SingleStorage>();
            kernel(LaunchPolicy.Tiles(extents.BackwardTiles), factors, from, to, scale, extents);
            return;
        }

        _gramBackwardBlocked ??= _accelerator.LoadStreamKernel<Floats, FeatureView, Floats, float, GramExtents>(
            GramKernels.BackwardBlocked);
        long units = (long)((extents.C + 3) / 4) * ((extents.M + 3) / 4);
        _gramBackwardBlocked(_policy.Elements(units), factors, from, to, scale, extents);
    }

    private Action<KernelConfig, FeatureView, Floats, GramExtents> LoadGram<TStorage>()
        where TStorage : struct, IFeatureStorage =>
        _accelerator.LoadStreamKernel<FeatureView, Floats, GramExtents>(
            GramTiledKernels.Forward<TStorage>, LaunchPolicy.TileSpecialization);

    private Action<KernelConfig, Floats, FeatureView, Floats, float, GramExtents> LoadGramBackward<TStorage>()
        where TStorage : struct, IFeatureStorage =>
        _accelerator.LoadStreamKernel<Floats, FeatureView, Floats, float, GramExtents>(
            GramTiledKernels.Backward<TStorage>, LaunchPolicy.TileSpecialization);

    /// <inheritdoc/>
    public void SquaredDistance(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot)
    {
        const string operation = nameof(SquaredDistance);
        ShapeGuard.Same(operation, a, b);
        ShapeGuard.Slot(operation, results, slot);
        Pairs partials = Partials(1);
        _squaredDistance ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, Pairs, int>(
            LossKernels.SquaredDistance);
        _squaredDistance(_policy.Reduction(), Features(operation, a), Features(operation, b), partials,
            (int)a.Shape.Length);
        Finish(partials, 1, scale, Scalars(operation, results).View, slot);
    }

    /// <inheritdoc/>
    public void SquaredDistanceAccumulate(Tensor a, Tensor b, double scale, ScalarBuffer results, int slot, Tensor gradA)
    {
        const string operation = nameof(SquaredDistanceAccumulate);
        ShapeGuard.Same(operation, a, gradA);
        Floats gradient = View(operation, gradA);
        SquaredDistance(a, b, scale, results, slot);
        _difference ??= _accelerator.LoadStreamKernel<FeatureView, FeatureView, float, Floats, int>(
            LossKernels.DifferenceAccumulate);
        int length = (int)a.Shape.Length;
        _difference(
            _policy.Quads(length), Features(operation, a), Features(operation, b), (float)(2 * scale), gradient, length);
    }

    /// <inheritdoc/>
    public void TotalVariationAccumulate(
        Tensor image, TotalVariationKind kind, double verticalWeight, double horizontalWeight,
        ScalarBuffer results, int slot, Tensor gradImage)
    {
        const string operation = nameof(TotalVariationAccumulate);
        ShapeGuard.Same(operation, image, gradImage);
        ShapeGuard.Distinct(operation, image, gradImage);
        ShapeGuard.Slot(operation, results, slot);
        Pairs partials = Partials(1);
        _totalVariation ??= _accelerator.LoadStreamKernel<Floats, Floats, Pairs, TotalVariationExtents>(
            LossKernels.TotalVariation);
        _totalVariation(
            _policy.Reduction(), View(operation, image), View(operation, gradImage), partials,
            new TotalVariationExtents(image.Shape, kind, verticalWeight, horizontalWeight));
        Finish(partials, 1, 1.0, Scalars(operation, results).View, slot);
    }

    private GramExtents GramExtentsOf(TensorShape features) => _policy.UseTiles
        ? GramExtents.Tiled(features.Channels, features.Positions, _policy.WantedTiles)
        : GramExtents.Blocked(features.Channels, features.Positions);

    private void Finish(Pairs partials, int sums, double scale, Pairs results,
        int first)
    {
        _finish ??= _accelerator.LoadStreamKernel<Pairs, int, FloatPair, Pairs, int>(ReductionKernels.Finish);
        _finish(_policy.Finish(sums), partials, _policy.ReductionGroups, FloatPair.From(scale), results,
            first);
    }
}
