using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// A term whose gradient counts by its direction alone: weight · g/(‖g‖₁ + 10⁻⁸), g the gradient of the term without its weight
/// (jcjohnson/neural-style, -normalize_gradients). Its value stays as it is, so the gradient is no longer the value's.
/// </summary>
internal sealed class NormalizedGradientLoss : ILayerLoss
{
    private const double Epsilon = 1e-8;

    private readonly IBackend _backend;
    private readonly ILayerLoss _inner;
    private readonly double _weight;
    private readonly Tensor _gradient;

    /// <summary>Wraps a term.</summary>
    /// <param name="backend">Where the features lie.</param>
    /// <param name="inner">The term; owned by this object from now on.</param>
    /// <param name="weight">The weight that the term's gradient contains.</param>
    /// <param name="features">Shape of the layer's whole map.</param>
    /// <param name="pieces">How many pieces it comes in.</param>
    /// <exception cref="InputException">There are several: the norm of all must be known before the first one's gradient.</exception>
    public NormalizedGradientLoss(IBackend backend, ILayerLoss inner, double weight, TensorShape features, int pieces)
    {
        if (pieces > 1)
            throw new InputException("normalised gradients need whole feature maps: they do not go with tiles; take a smaller --size or more memory.");
        _backend = backend;
        _inner = inner;
        _weight = Math.Abs(weight);
        _gradient = backend.Allocate($"gradient of a term at {inner.Layer}", features);
    }

    /// <inheritdoc/>
    public LossTermKind Kind => _inner.Kind;

    /// <inheritdoc/>
    public string Layer => _inner.Layer;

    /// <inheritdoc/>
    public string Part => _inner.Part;

    /// <inheritdoc/>
    public int Slots => _inner.Slots;

    /// <inheritdoc/>
    public double HostValue => _inner.HostValue;

    /// <inheritdoc/>
    public void Begin() => _inner.Begin();

    /// <inheritdoc/>
    public void Accumulate(Tensor features, FeatureWindow window, ScalarBuffer results, int slot) =>
        _inner.Accumulate(features, window, results, slot);

    /// <inheritdoc/>
    public void Finish(ScalarBuffer results, int slot) => _inner.Finish(results, slot);

    /// <inheritdoc/>
    public void AccumulateGradient(Tensor features, FeatureWindow window, Tensor gradFeatures)
    {
        if (_weight == 0)
            return;
        _backend.Fill(_gradient, 0);
        _inner.AccumulateGradient(features, window, _gradient);
        double norm = _backend.SumAbsolute(_gradient) / _weight;
        _backend.LinearCombination([1, 1 / (norm + Epsilon)], [gradFeatures, _gradient], gradFeatures);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gradient.Dispose();
        _inner.Dispose();
    }
}
