using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// A term of one layer whose gradient counts by its direction alone: weight · g/(‖g‖₁ + 10⁻⁸), g the gradient of the term
/// without its weight (jcjohnson/neural-style, -normalize_gradients). Its value stays as it is, so the
/// gradient is no longer the value's. Where the layer comes in pieces, the norm of all must be known before
/// the first one's gradient counts: another pass over the pieces measures it.
/// </summary>
internal sealed class NormalizedGradientLoss : ILayerLoss
{
    private const double Epsilon = 1e-8;

    private readonly IBackend _backend;
    private readonly ILayerLoss _inner;
    private readonly double _weight;
    private readonly PieceBuffers _gradients;
    private readonly int _pieces;
    private readonly TileSum? _sum;
    private double _measured;

    /// <summary>Wraps a term.</summary>
    /// <param name="backend">Where the features lie.</param>
    /// <param name="inner">The term; owned by this object from now on.</param>
    /// <param name="weight">The weight that the term's gradient contains.</param>
    /// <param name="pieces">How many pieces the layer comes in.</param>
    /// <param name="member">Which device this is.</param>
    public NormalizedGradientLoss(IBackend backend, ILayerLoss inner, double weight, int pieces, TileMember member)
    {
        _pieces = pieces;
        _sum = pieces > 1 ? member.NextSum() : null;
        _backend = backend;
        _inner = inner;
        _weight = Math.Abs(weight);
        _gradients = new PieceBuffers(backend, $"gradient of a term at {inner.Layers[0]}");
    }

    /// <summary>
    /// Whether <see cref="Measure"/> must see every piece between <see cref="Finish"/> and
    /// <see cref="AccumulateGradient"/>.
    /// </summary>
    public bool IsInPieces => _pieces > 1;

    /// <inheritdoc/>
    public IReadOnlyList<string> Layers => _inner.Layers;

    /// <inheritdoc/>
    public int Slots => _inner.Slots;

    /// <inheritdoc/>
    public bool IsSummedOverPieces => _inner.IsSummedOverPieces;

    /// <inheritdoc/>
    public double HostValue => _inner.HostValue;

    /// <inheritdoc/>
    public IEnumerable<LossTerm> Terms(ArraySegment<double> slots) => _inner.Terms(slots);

    /// <inheritdoc/>
    public void Begin()
    {
        _measured = 0;
        _inner.Begin();
    }

    /// <inheritdoc/>
    public void Accumulate(string layer, Tensor features, FeatureWindow window, ScalarBuffer results, int slot) =>
        _inner.Accumulate(layer, features, window, results, slot);

    /// <inheritdoc/>
    public void Finish(ScalarBuffer results, int slot) => _inner.Finish(results, slot);

    /// <inheritdoc/>
    public void AccumulateGradient(
        string layer, Tensor features, FeatureWindow window, Tensor gradFeatures, ScalarBuffer results, int slot)
    {
        Tensor gradient = GradientOf(features, window, results, slot);
        if (_weight == 0)
            return;
        double norm = (IsInPieces ? _sum?.Number(_pieces) ?? _measured : _backend.SumAbsolute(gradient)) / _weight;
        _backend.LinearCombination([1, 1 / (norm + Epsilon)], [gradFeatures, gradient], gradFeatures);
    }

    /// <summary>Adds a piece's part of the norm.</summary>
    public void Measure(Tensor features, FeatureWindow window, ScalarBuffer results, int slot)
    {
        if (_weight == 0)
            return;
        double norm = _backend.SumAbsolute(GradientOf(features, window, results, slot));
        _measured += norm;
        _sum?.Add(window.Index, norm);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gradients.Dispose();
        _inner.Dispose();
    }

    private Tensor GradientOf(Tensor features, FeatureWindow window, ScalarBuffer results, int slot)
    {
        Tensor gradient = _gradients.Of(features.Shape);
        _backend.Fill(gradient, 0);
        _inner.AccumulateGradient(Layers[0], features, window, gradient, results, slot);
        return gradient;
    }
}
