using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Losses;

/// <summary>
/// A complete loss formula:
/// ContentWeight · Σ_l w_l · n_c · Σ(F−P)² + StyleWeight · Σ_l w_l · n_s · Σ(G−A)²
/// + TotalVariationWeight · n_t · Σφ(Δ), with G and A the Gram matrices of the picture and of the style, each
/// divided by its own number of positions. A look of this program is such a formula with the size of the painting and the colours that go
/// with it.
/// </summary>
public sealed record LossPreset
{
    /// <summary>What a small result's content weight is multiplied with at most; see <see cref="ContentPixels"/>.</summary>
    public const double MostContentGrowth = 4;

    /// <summary>The most that <see cref="Directions"/> may be.</summary>
    internal const int MostDirections = 4096;

    /// <summary>The most that <see cref="MatchPatch"/> may be.</summary>
    internal const int LargestPatch = 7;

    /// <summary>The most that <see cref="Samples"/> may be.</summary>
    internal const int MostSamples = 16384;

    /// <summary>The most that <see cref="LaplacianPool"/> may be.</summary>
    internal const int LargestPool = 64;

    /// <summary>The most that <see cref="LaplacianWeight"/> and <see cref="AttractionWeight"/> may be; 100 is strong.</summary>
    internal const double LargestWeight = 1e9;

    /// <summary>Name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>What it looks like, in a few words; empty for a formula that is somebody else's.</summary>
    public string Description { get; init; } = "";

    /// <summary>Size of the painting relative to the result, unless a run says otherwise: larger gives larger strokes.</summary>
    public double StyleScale { get; init; } = 1;

    /// <summary>
    /// Smallest short side that a coarse stage may have in pixels, unless a run says otherwise; null where the start decides.
    /// </summary>
    public int? SmallestShortSide { get; init; }

    /// <summary>Whose colours the result has, unless a run says otherwise.</summary>
    public ColorRule Color { get; init; }

    /// <summary>Layers of the content term; may be empty.</summary>
    public required IReadOnlyList<LayerWeight> ContentLayers { get; init; }

    /// <summary>Weight of the whole content term.</summary>
    public required double ContentWeight { get; init; }

    /// <summary>
    /// Pixels of a result below which the content weight grows as 1/pixels, up to <see cref="MostContentGrowth"/> times; 0 for
    /// none. Strokes have their size in pixels, so a small result has fewer of them for everything that the photo shows.
    /// </summary>
    public double ContentPixels { get; init; }

    /// <summary>
    /// p: a coarse stage's content weight is multiplied with (side of the result / side of the stage)^p, so that the painting gets its way
    /// the more the finer the stage; 0 for one weight at all.
    /// </summary>
    public double CoarseContent { get; init; }

    /// <summary>What of the photo is kept.</summary>
    public ContentKind ContentKind { get; init; }

    /// <summary>n_c, of <see cref="ContentKind.Features"/>.</summary>
    public required ContentNormalization ContentNormalization { get; init; }

    /// <summary>Layers of the style term; may be empty.</summary>
    public required IReadOnlyList<LayerWeight> StyleLayers { get; init; }

    /// <summary>Weight of the whole style term.</summary>
    public required double StyleWeight { get; init; }

    /// <summary>Divisor of the Gram matrices.</summary>
    public required GramNormalization GramNormalization { get; init; }

    /// <summary>n_s.</summary>
    public required StyleNormalization StyleNormalization { get; init; }

    /// <summary>Which statistics are compared.</summary>
    public StyleKind StyleKind { get; init; }

    /// <summary>s of <see cref="StyleKind.ShiftedGram"/>.</summary>
    public double ActivationShift { get; init; } = -1;

    /// <summary>
    /// Steps after which <see cref="StyleKind.Nearest"/> finds each position's nearest anew, and losses of sampled positions take others,
    /// at least 1.
    /// </summary>
    public int MatchEvery { get; init; } = 10;

    /// <summary>Side of the patches that <see cref="StyleKind.Nearest"/> matches, in feature vectors; 1 for single ones.</summary>
    public int MatchPatch { get; init; } = 1;

    /// <summary>
    /// Random directions that <see cref="StyleKind.Sliced"/> projects each layer's features on, at least 1; null for as many as the layer
    /// has channels.
    /// </summary>
    public int? Directions { get; init; }

    /// <summary>
    /// Positions at which <see cref="StyleKind.EarthMover"/> and <see cref="ContentKind.SelfSimilarity"/> read a picture, at least 4; they
    /// compare each with each.
    /// </summary>
    public int Samples { get; init; } = 1024;

    /// <summary>How several styles become one; with <see cref="HasPools"/> always by their losses.</summary>
    public StyleBlend StyleBlend { get; init; }

    /// <summary>
    /// Whether each term's weight is divided by the longest extent of its target, (C, H, W) of a content layer, (C, C) of a style
    /// layer (neural-style-pt, -normalize_weights).
    /// </summary>
    public bool NormalizeWeights { get; init; }

    /// <summary>
    /// Whether each term's gradient is divided by its own 1-norm; see <see cref="NormalizedGradientLoss"/>.
    /// </summary>
    public bool NormalizeGradients { get; init; }

    /// <summary>Weight of <see cref="LaplacianLoss"/>; 0 leaves it out.</summary>
    public double LaplacianWeight { get; init; }

    /// <summary>Side of the squares of pixels whose means <see cref="LaplacianLoss"/> reads, at least 1.</summary>
    public int LaplacianPool { get; init; } = 4;

    /// <summary>Weight of <see cref="AttractionLoss"/>, where a run has a picture that attracts.</summary>
    public double AttractionWeight { get; init; } = 10;

    /// <summary>Weight of the total variation term; 0 leaves it out.</summary>
    public double TotalVariationWeight { get; init; }

    /// <summary>φ.</summary>
    public TotalVariationKind TotalVariationKind { get; init; } = TotalVariationKind.Squared;

    /// <summary>n_t.</summary>
    public TotalVariationNormalization TotalVariationNormalization { get; init; } = TotalVariationNormalization.Sum;

    /// <summary>Which neighbours are compared.</summary>
    public TotalVariationStencil TotalVariationStencil { get; init; }

    /// <summary>On which values.</summary>
    public TotalVariationSpace TotalVariationSpace { get; init; }

    /// <summary>
    /// How often a squared difference in colour counts, against once for one in grey: with Δ̄ the mean of Δ over
    /// the channels, φ is Δ̄² + TotalVariationColor · (Δ − Δ̄)². Other than 1 only with squared differences of
    /// direct neighbours, of the picture.
    /// </summary>
    public double TotalVariationColor { get; init; } = 1;

    /// <summary>
    /// Whether the loss contains the total variation's value, or the gradient alone does
    /// (jcjohnson/neural-style).
    /// </summary>
    public bool TotalVariationInLoss { get; init; } = true;

    /// <summary>
    /// What convolutions read beyond the border unless a run's network options say otherwise.
    /// </summary>
    public PaddingMode Padding { get; init; }

    /// <summary>Whether the gradient is that of the loss, which a line search relies on.</summary>
    public bool HasOwnGradient => !NormalizeGradients && (TotalVariationInLoss || TotalVariationWeight == 0);

    /// <summary>Whether a term needs whole feature maps, so that evaluations cannot be tiled.</summary>
    internal bool ReadsWholeMaps => IsSelfSimilar || StyleReadsWholeMaps;

    /// <summary>Whether the style term does.</summary>
    internal bool StyleReadsWholeMaps => StyleKind is StyleKind.Nearest or StyleKind.Sliced or StyleKind.EarthMover;

    /// <summary>Whether there is a content term, and it is of self-similarity.</summary>
    internal bool IsSelfSimilar => ContentKind == ContentKind.SelfSimilarity && ContentLayers.Count > 0;

    /// <summary>Whether a loss chooses anew after <see cref="MatchEvery"/> steps.</summary>
    internal bool IsRenewed => HasPools || IsSelfSimilar;

    /// <summary>Whether each painting is a pool of its own, so that there are no statistics to blend.</summary>
    internal bool HasPools => StyleKind is StyleKind.Nearest or StyleKind.EarthMover;

    /// <summary>The kind that reads whole maps, for messages.</summary>
    internal string WholeMapKind => StyleReadsWholeMaps ? $"style kind {StyleKindName}" : "content kind self-similarity";

    /// <summary><see cref="StyleKind"/> in one lower-case word, for messages about kinds that have one.</summary>
    internal string StyleKindName => StyleKind == StyleKind.EarthMover ? "emd" : StyleKind.ToString().ToLowerInvariant();

    /// <summary>The layers that content or style reads, each once.</summary>
    public IReadOnlyList<string> Layers => [.. ContentLayers.Concat(StyleLayers).Select(l => l.Layer).Distinct()];

    /// <summary>The formula with the content weight of a result of that size.</summary>
    /// <param name="pixels">Of the result, at every stage of its run.</param>
    public LossPreset ForResultOf(long pixels) => this with
    {
        ContentWeight = ContentWeight * Math.Clamp(ContentPixels / pixels, 1, MostContentGrowth),
    };

    /// <summary>The formula with the content weight of a stage.</summary>
    /// <param name="reduction">Side of the result over that of the stage, at least 1.</param>
    internal LossPreset ForStage(double reduction) => this with { ContentWeight = ContentWeight * Math.Pow(reduction, CoarseContent) };

    /// <summary>κ in the style's moments κ·E[f·fᵀ].</summary>
    /// <param name="channels">C.</param>
    internal double MomentScale(int channels) =>
        StyleKind != StyleKind.Wasserstein && GramNormalization == GramNormalization.ChannelsAndPositions ? 1.0 / channels : 1;
}
