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
    private readonly ContentTarget _target;
    private readonly LayerMask? _mask;
    private readonly PieceBuffers _masked;
    private readonly PieceBuffers _gradients;
    private readonly double _factor;

    /// <summary>Keeps the target.</summary>
    /// <param name="backend">Where the features lie.</param>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="target">P, or TP; owned by this object from now on.</param>
    /// <param name="weight">The layer's weight times the term's.</param>
    /// <param name="mask">T; null for all positions alike. Owned by this object from now on.</param>
    public ContentLoss(
        IBackend backend, string layer, ContentTarget target, double weight, LayerMask? mask = null)
    {
        _backend = backend;
        Layers = [layer];
        _target = target;
        _mask = mask;
        _masked = new PieceBuffers(backend, $"content of {layer}, masked");
        _gradients = new PieceBuffers(backend, $"gradient of masked content of {layer}");
        _factor = weight * target.Factor;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>One for each piece.</summary>
    public int Slots => _target.Pieces.Count;

    /// <inheritdoc/>
    public bool IsSummedOverPieces => true;

    /// <inheritdoc/>
    public IEnumerable<LossTerm> Terms(ArraySegment<double> slots) => [new(LossTermKind.Content, Layers[0], slots.Sum())];

    /// <inheritdoc/>
    public void AccumulateGradient(
        string layer, Tensor features, FeatureWindow window, Tensor gradFeatures, ScalarBuffer results, int slot)
    {
        Tensor target = _target.Pieces[window.Index]!;
        if (_mask is null)
        {
            _backend.SquaredDistanceAccumulate(features, target, _factor, results, slot + window.Index, gradFeatures);
            return;
        }

        Tensor mask = _mask.Of(window, features.Shape), masked = _masked.Of(features.Shape), gradient = _gradients.Of(features.Shape);
        _backend.MaskMultiply(features, mask, masked);
        _backend.Fill(gradient, 0);
        _backend.SquaredDistanceAccumulate(masked, target, _factor, results, slot + window.Index, gradient);
        _backend.MaskMultiplyAccumulate(gradient, mask, 1, gradFeatures);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _target.Dispose();
        _mask?.Dispose();
        _masked.Dispose();
        _gradients.Dispose();
    }
}
