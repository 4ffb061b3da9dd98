using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// factor · Σ(F − P)² of one layer, F the picture's features, P the content picture's, both (C, H, W).
/// Gradient: 2 · factor · (F − P). With a mask T of positions: factor · Σ(TF − TP)², gradient 2 · factor ·
/// T(TF − TP).
/// </summary>
internal sealed class ContentLoss : ILayerLoss
{
    private readonly IBackend _backend;
    private readonly IReadOnlyList<Tensor> _target;
    private readonly LayerMask? _mask;
    private readonly PieceBuffers _masked;
    private readonly PieceBuffers _gradients;
    private readonly double _factor;

    /// <summary>Keeps the target.</summary>
    /// <param name="backend">Where the features lie.</param>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="target">P, or TP, piece by piece; owned by this object from now on.</param>
    /// <param name="normalization">n_c.</param>
    /// <param name="weight">The layer's weight times the term's.</param>
    /// <param name="mask">T; null for all positions alike. Owned by this object from now on.</param>
    public ContentLoss(
        IBackend backend, string layer, IReadOnlyList<Tensor> target, ContentNormalization normalization, double weight,
        LayerMask? mask = null)
    {
        _backend = backend;
        Layers = [layer];
        _target = target;
        _mask = mask;
        _masked = new PieceBuffers(backend, $"content of {layer}, masked");
        _gradients = new PieceBuffers(backend, $"gradient of masked content of {layer}");
        _factor = weight * Factor(backend, target, normalization);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>One for each piece.</summary>
    public int Slots => _target.Count;

    /// <inheritdoc/>
    public IEnumerable<LossTerm> Terms(ArraySegment<double> slots) => [new(LossTermKind.Content, Layers[0], slots.Sum())];

    /// <inheritdoc/>
    public void Accumulate(string layer, Tensor features, FeatureWindow window, ScalarBuffer results, int slot) =>
        _backend.SquaredDistance(
            Masked(features, window), _target[window.Index], _factor, results, slot + window.Index);

    /// <inheritdoc/>
    public void AccumulateGradient(string layer, Tensor features, FeatureWindow window, Tensor gradFeatures)
    {
        Tensor target = _target[window.Index];
        if (_mask is null)
        {
            _backend.DifferenceAccumulate(features, target, 2 * _factor, gradFeatures);
            return;
        }

        Tensor gradient = _gradients.Of(features.Shape);
        _backend.Fill(gradient, 0);
        _backend.DifferenceAccumulate(Masked(features, window), target, 2 * _factor, gradient);
        _backend.MaskMultiplyAccumulate(gradient, _mask.Of(window, features.Shape), 1, gradFeatures);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Tensor piece in _target)
            piece.Dispose();
        _mask?.Dispose();
        _masked.Dispose();
        _gradients.Dispose();
    }

    private Tensor Masked(Tensor features, FeatureWindow window)
    {
        if (_mask is null)
            return features;
        Tensor masked = _masked.Of(features.Shape);
        _backend.MaskMultiply(features, _mask.Of(window, features.Shape), masked);
        return masked;
    }

    private static double Factor(
        IBackend backend, IReadOnlyList<Tensor> target, ContentNormalization normalization)
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
