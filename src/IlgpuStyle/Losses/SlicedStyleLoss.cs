using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// Σ_l scale_l · Σ_t share_t · Σ_k Σ_p (d_k·f_p − q_k,t(rank_k(p)))² over the style layers l, their targets t, directions d_k and positions
/// p: the squared Wasserstein-2 distance of the result's projections to the painting's, found by sorting (Heitz, Vanhoey, Chambon &amp;
/// Belcour 2021, A Sliced Wasserstein Loss for Neural Texture Synthesis, section 3). rank_k(p) is where position p stands among its
/// projections; almost everywhere it does not change with f, so the gradient is that of the squares.
/// </summary>
/// <remarks>
/// The paper draws other directions at every step; here they stay, orthogonal to each other, so that the loss is one function, which a line
/// search relies on.
/// </remarks>
internal sealed class SlicedStyleLoss : ILayerLoss
{
    private readonly IBackend _backend;
    private readonly IReadOnlyList<SlicedLayer> _layers;
    private readonly int[] _slots;

    // Of each layer: projections, and from Accumulate on the gradient with respect to them.
    private readonly Tensor[] _projections;
    private readonly PieceBuffers _scratch;
    private readonly PieceBuffers _summand;

    /// <summary>Allocates the projections.</summary>
    /// <param name="backend">Where features lie.</param>
    /// <param name="layers">Owned by this object from now on.</param>
    public SlicedStyleLoss(IBackend backend, IReadOnlyList<SlicedLayer> layers)
    {
        _backend = backend;
        _layers = layers;
        Layers = [.. layers.Select(layer => layer.Name)];
        _slots = [.. layers.Select((_, i) => layers.Take(i).Sum(layer => layer.Targets.Count))];
        Slots = layers.Sum(layer => layer.Targets.Count);
        _projections = [.. layers.Select(
            layer => backend.Allocate($"projections of {layer.Name}", layer.Targets[0].Quantiles.Shape, TensorRole.Working))];
        _scratch = new PieceBuffers(backend, "matched projections");
        _summand = new PieceBuffers(backend, "projections matched with one painting");
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>One for each layer and target.</summary>
    public int Slots { get; }

    /// <inheritdoc/>
    public IEnumerable<LossTerm> Terms(ArraySegment<double> slots) => _layers.SelectMany((layer, i) => layer.Targets.Select(
        (target, t) => new LossTerm(LossTermKind.Style, layer.Name, slots[_slots[i] + t], target.Part)));

    /// <summary>The layer's slots = its value, its map being whole.</summary>
    public void Accumulate(string layer, Tensor features, FeatureWindow window, ScalarBuffer results, int slot)
    {
        for (int i = 0; i < _layers.Count; i++)
        {
            if (_layers[i].Name == layer)
                Match(_layers[i], features, _projections[i], results, slot + _slots[i]);
        }
    }

    /// <inheritdoc/>
    public void AccumulateGradient(
        string layer, Tensor features, FeatureWindow window, Tensor gradFeatures, ScalarBuffer results, int slot)
    {
        for (int i = 0; i < _layers.Count; i++)
        {
            if (_layers[i].Name != layer)
                continue;
            Tensor gradient = _scratch.Of(features.Shape);
            _backend.ConvolutionBackwardInput(_layers[i].Directions, _projections[i], null, gradient);
            _backend.LinearCombination([1, 1], [gradFeatures, gradient], gradFeatures);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SlicedLayer layer in _layers)
            layer.Dispose();
        foreach (Tensor projections in _projections)
            projections.Dispose();
        _scratch.Dispose();
        _summand.Dispose();
    }

    private void Match(SlicedLayer layer, Tensor features, Tensor projections, ScalarBuffer results, int slot)
    {
        _backend.ConvolutionForward(layer.Directions, features, projections, relu: false);
        Tensor matched = _scratch.Of(projections.Shape);
        for (int t = 0; t < layer.Targets.Count; t++)
        {
            SlicedTarget target = layer.Targets[t];
            Tensor one = t == 0 ? matched : _summand.Of(projections.Shape);
            _backend.MatchRanks(projections, target.Quantiles, one);
            _backend.SquaredDistance(projections, one, layer.Scale * target.Share, results, slot + t);
            if (t > 0)
                _backend.LinearCombination([1, target.Share], [matched, one], matched);
            else if (target.Share != 1)
                _backend.LinearCombination([target.Share], [matched], matched);
        }

        // Shares add up to 1: Σ_t share_t · 2·scale·(projections − matched_t).
        _backend.LinearCombination([2 * layer.Scale, -2 * layer.Scale], [projections, matched], projections);
    }
}
