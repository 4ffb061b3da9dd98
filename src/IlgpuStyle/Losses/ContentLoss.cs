using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// factor · Σ(F − P)² of one layer, F the picture's features, P the content picture's, both (C, H, W).
/// Gradient: 2 · factor · (F − P).
/// </summary>
public sealed class ContentLoss : IDisposable
{
    private readonly IBackend _backend;
    private readonly Tensor _target;
    private readonly double _factor;

    /// <summary>Keeps the target.</summary>
    /// <param name="backend">Where the features lie.</param>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="target">P; owned by this object from now on.</param>
    /// <param name="normalization">n_c.</param>
    /// <param name="weight">The layer's weight times the term's.</param>
    public ContentLoss(IBackend backend, string layer, Tensor target, ContentNormalization normalization, double weight)
    {
        _backend = backend;
        Layer = layer;
        _target = target;
        _factor = weight * Factor(backend, target, normalization);
    }

    /// <summary>Name of the layer.</summary>
    public string Layer { get; }

    /// <summary>results[slot] = the value.</summary>
    public void Evaluate(Tensor features, ScalarBuffer results, int slot) =>
        _backend.SquaredDistance(features, _target, _factor, results, slot);

    /// <summary>gradFeatures += the gradient.</summary>
    public void AccumulateGradient(Tensor features, Tensor gradFeatures) =>
        _backend.DifferenceAccumulate(features, _target, 2 * _factor, gradFeatures);

    /// <inheritdoc/>
    public void Dispose() => _target.Dispose();

    private static double Factor(IBackend backend, Tensor target, ContentNormalization normalization) => normalization switch
    {
        ContentNormalization.HalfSum => 0.5,
        ContentNormalization.Sum => 1,
        ContentNormalization.Mean => 1.0 / target.Shape.Length,
        ContentNormalization.QuarterMean => 0.25 / target.Shape.Length,
        ContentNormalization.HalfRelative => 0.5 / TargetEnergy.OrOne(backend, target),
        _ => throw new ArgumentOutOfRangeException(nameof(normalization)),
    };
}
