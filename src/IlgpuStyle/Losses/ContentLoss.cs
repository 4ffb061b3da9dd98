using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// factor · Σ(F − P)² of one layer, F the picture's features, P the content picture's, both (C, H, W).
/// Gradient: 2 · factor · (F − P).
/// </summary>
public sealed class ContentLoss : ILayerLoss
{
    private readonly IBackend _backend;
    private readonly IReadOnlyList<Tensor> _target;
    private readonly double _factor;

    /// <summary>Keeps the target.</summary>
    /// <param name="backend">Where the features lie.</param>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="target">P, piece by piece; owned by this object from now on.</param>
    /// <param name="normalization">n_c.</param>
    /// <param name="weight">The layer's weight times the term's.</param>
    public ContentLoss(
        IBackend backend, string layer, IReadOnlyList<Tensor> target, ContentNormalization normalization, double weight)
    {
        _backend = backend;
        Layer = layer;
        _target = target;
        _factor = weight * Factor(backend, target, normalization);
    }

    /// <inheritdoc/>
    public LossTermKind Kind => LossTermKind.Content;

    /// <inheritdoc/>
    public string Layer { get; }

    /// <summary>One for each piece.</summary>
    public int Slots => _target.Count;

    /// <inheritdoc/>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public void Accumulate(Tensor features, FeatureWindow window, ScalarBuffer results, int slot) =>
        _backend.SquaredDistance(features, _target[window.Index], _factor, results, slot + window.Index);

    /// <inheritdoc/>
    public void Finish(ScalarBuffer results, int slot)
    {
    }

    /// <inheritdoc/>
    public void AccumulateGradient(Tensor features, FeatureWindow window, Tensor gradFeatures) =>
        _backend.DifferenceAccumulate(features, _target[window.Index], 2 * _factor, gradFeatures);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor piece in _target)
            piece.Dispose();
    }

    private static double Factor(IBackend backend, IReadOnlyList<Tensor> target, ContentNormalization normalization)
    {
        double length = target.Sum(piece => (double)piece.Shape.Length);
        return normalization switch
        {
            ContentNormalization.HalfSum => 0.5,
            ContentNormalization.Sum => 1,
            ContentNormalization.Mean => 1 / length,
            ContentNormalization.QuarterMean => 0.25 / length,
            ContentNormalization.HalfRelative => 0.5 / TargetEnergy.OrOne(backend, target),
            _ => throw new ArgumentOutOfRangeException(nameof(normalization)),
        };
    }
}
