using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// factor · Σ(G − A)² of one layer, G = n·F·Fᵀ the picture's Gram matrix (C×C), A the style's.
/// Gradient: ∂L/∂G = 2·factor·(G − A), symmetric, so ∂L/∂F = 2n·∂L/∂G·F = 4·n·factor·(G − A)·F
/// (Gatys et al. 2016, equation 6, without its clipping at F &lt; 0: the ReLU's own backward does that).
/// </summary>
public sealed class StyleLoss : ILayerLoss
{
    private static readonly double[] s_difference = [1, -1];

    private readonly IBackend _backend;
    private readonly Tensor _target;
    private readonly GramSum _gram;
    private readonly Tensor _difference;
    private readonly Tensor[] _gramAndTarget;
    private readonly double _gramScale;
    private readonly double _factor;

    /// <summary>Keeps the target and allocates the Gram matrix.</summary>
    /// <param name="backend">Where the features lie.</param>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="target">A, (1, C, C), made with <see cref="GramScale"/> of the style picture's features; owned by this object from now on.</param>
    /// <param name="features">Shape of the picture's whole feature map at this layer.</param>
    /// <param name="pieces">How many pieces it comes in.</param>
    /// <param name="preset">Normalisations.</param>
    /// <param name="weight">The layer's weight times the term's.</param>
    public StyleLoss(IBackend backend, string layer, Tensor target, TensorShape features, int pieces, LossPreset preset,
        double weight)
    {
        _backend = backend;
        Layer = layer;
        _target = target;
        _gramScale = GramScale(preset.GramNormalization, features);
        _gram = new GramSum(backend, $"Gram matrix of {layer}", features.Channels, _gramScale, pieces);
        _difference = backend.Allocate($"Gram difference of {layer}", target.Shape);
        _gramAndTarget = [_gram.Gram, target];
        _factor = weight * Factor(backend, target, preset.StyleNormalization);
    }

    /// <inheritdoc/>
    public LossTermKind Kind => LossTermKind.Style;

    /// <inheritdoc/>
    public string Layer { get; }

    /// <summary>One.</summary>
    public int Slots => 1;

    /// <summary>n in G = n·F·Fᵀ for features of this shape.</summary>
    public static double GramScale(GramNormalization normalization, TensorShape features) =>
        normalization == GramNormalization.Positions ? 1.0 / features.Positions : 1.0 / features.Length;

    /// <inheritdoc/>
    public void Begin() => _gram.Begin();

    /// <inheritdoc/>
    public void Accumulate(Tensor features, FeatureWindow window, ScalarBuffer results, int slot) => _gram.Add(features);

    /// <summary>The value, and G − A for the gradient.</summary>
    public void Finish(ScalarBuffer results, int slot)
    {
        _backend.SquaredDistance(_gram.Gram, _target, _factor, results, slot);
        _backend.LinearCombination(s_difference, _gramAndTarget, _difference);
    }

    /// <inheritdoc/>
    public void AccumulateGradient(Tensor features, FeatureWindow window, Tensor gradFeatures) =>
        _backend.GramBackwardAccumulate(_difference, features, 4 * _gramScale * _factor, gradFeatures);

    /// <inheritdoc/>
    public void Dispose()
    {
        _target.Dispose();
        _gram.Dispose();
        _difference.Dispose();
    }

    private static double Factor(IBackend backend, Tensor target, StyleNormalization normalization) => normalization switch
    {
        StyleNormalization.Sum => 1,
        StyleNormalization.Mean => 1.0 / target.Shape.Length,
        StyleNormalization.QuarterMean => 0.25 / target.Shape.Length,
        StyleNormalization.Relative => 1 / TargetEnergy.OrOne(backend, target),
        _ => throw new ArgumentOutOfRangeException(nameof(normalization)),
    };
}
