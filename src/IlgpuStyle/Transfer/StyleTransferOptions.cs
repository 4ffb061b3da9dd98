using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Optimization;

namespace IlgpuStyle.Transfer;

/// <summary>Everything that decides what a run computes. Each default stands here and nowhere else.</summary>
public sealed record StyleTransferOptions
{
    private readonly NetworkOptions? _network;
    private readonly IReadOnlyList<ScaleStep>? _scales;

    /// <summary>
    /// Optimiser steps at full size unless <see cref="Scales"/> says otherwise, or the formula or optimiser is another: then 44.
    /// </summary>
    public const int DefaultIterations = 38;

    // A look gets as far in six steps fewer as it did without LocalScale.
    private const int UnscaledIterations = 44;

    private static readonly IReadOnlyList<ScaleStep> s_defaultScales = ScalePlan.Pyramid(DefaultIterations);
    private static readonly IReadOnlyList<ScaleStep> s_unscaledScales = ScalePlan.Pyramid(UnscaledIterations);

    /// <summary>
    /// Long side of the result in pixels (or the short one, if <see cref="ContentFit"/> says so).
    /// </summary>
    public int Size { get; init; } = 640;

    /// <summary>How the content picture is brought to its size.</summary>
    public PictureFit ContentFit { get; init; } = new();

    /// <summary>How style pictures are brought to theirs.</summary>
    public PictureFit StyleFit { get; init; } = new();

    /// <summary>Long side of the style picture relative to the result's, at every stage.</summary>
    public double StyleScale { get; init; } = 1;

    /// <summary>
    /// Long side of the style picture in pixels at full size, in place of <see cref="StyleScale"/>; coarse
    /// stages shrink it as they do the result.
    /// </summary>
    public int? StyleSize { get; init; }

    /// <summary>The loss formula with all its weights.</summary>
    public LossPreset Preset { get; init; } = LossPresets.Painterly;

    /// <summary>Coarse-to-fine stages, the last at factor 1.</summary>
    public IReadOnlyList<ScaleStep> Scales
    {
        get => _scales ?? (IsLocallyScaled ? s_defaultScales : s_unscaledScales);
        init => _scales = value;
    }

    /// <summary>
    /// Optimiser steps of the coarsest stage that a run has, in place of those in <see cref="Scales"/>; null
    /// for those.
    /// </summary>
    public int? FirstIterations { get; init; }

    /// <summary>
    /// Smallest short side that a coarse stage may have, in pixels; null for
    /// <see cref="ScalePlan.SmallestUseful"/> of the start.
    /// </summary>
    public int? SmallestShortSide { get; init; }

    /// <summary>Who drives the pixels.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Lbfgs;

    /// <summary>Curvature pairs that L-BFGS keeps.</summary>
    public int HistorySize { get; init; } = 10;

    /// <summary>
    /// The variables that <see cref="OptimizerKind.Lbfgs"/> works in where there is no <see cref="Box"/>;
    /// nothing else asks.
    /// </summary>
    public PreconditionerKind Preconditioner { get; init; } = PreconditionerKind.Pyramid;

    /// <summary>Whether <see cref="Preconditioner"/> is in use.</summary>
    public bool IsPreconditioned =>
        Preconditioner == PreconditionerKind.Pyramid && Optimizer == OptimizerKind.Lbfgs && Box is null;

    /// <summary>
    /// Whether <see cref="LocalScale"/> is in use: with covariances, of which this program's looks are made, and for which it was measured.
    /// Formulas of papers and tools keep their runs.
    /// </summary>
    internal bool IsLocallyScaled => IsPreconditioned && Preset.StyleKind == StyleKind.CentredGram;

    /// <summary>
    /// Step size of Adam (in units of the pixel range), fixed-step L-BFGS and gradient descent; null takes
    /// the optimiser's own, which gradient descent has not.
    /// </summary>
    public double? LearningRate { get; init; }

    /// <summary>
    /// Returns to the best picture after a loss that is not finite or exploded, without a better picture
    /// between them, before a run gives up.
    /// </summary>
    public int MaxRollbacks { get; init; } = 5;

    /// <summary>
    /// Moments, ε and decay of Adam; its learning rate and box are <see cref="LearningRate"/> and <see cref="Box"/>.
    /// </summary>
    public AdamOptions Adam { get; init; } = new();

    /// <summary>Where the first stage starts.</summary>
    public InitKind Init { get; init; } = InitKind.Matched;

    /// <summary>Share of noise in <see cref="InitKind.Blend"/>, 0 to 1.</summary>
    public double InitNoise { get; init; } = 0.4;

    /// <summary>Seed of the noise.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Whose colours the result has, where <see cref="StylePicture.Color"/> says nothing else.
    /// </summary>
    public ColorRule Color { get; init; } = ColorRule.Style;

    /// <summary>How <see cref="ColorRule.Keep"/> splits lightness from colours.</summary>
    public LuminanceSpace Luminance { get; init; } = LuminanceSpace.Yiq;

    /// <summary>How <see cref="ColorRule.Match"/> gives the content's colours to the style.</summary>
    public ColorMatchMethod ColorMatch { get; init; } = ColorMatchMethod.Symmetric;

    /// <summary>
    /// Bounds that every iterate keeps, or null; the result is limited to [0, 1] in any case.
    /// </summary>
    internal BoxConstraint? Box { get; init; }

    /// <summary>
    /// Decay of the average of the iterates that is the result then, below 1; 0 takes the last iterate (or
    /// the best). With 0.99 some hundred steps count: for Adam with many steps.
    /// </summary>
    public double AverageDecay { get; init; }

    /// <summary>
    /// Relative improvement over <see cref="StopWindow"/> steps below which a stage ends early; 0 makes all
    /// steps.
    /// </summary>
    public double StopBelow { get; init; }

    /// <summary>Steps over which <see cref="StopBelow"/> looks back, at least 1.</summary>
    public int StopWindow { get; init; } = 10;

    /// <summary>What a public tool does otherwise than anybody would choose.</summary>
    internal ToolReplay Replay { get; init; } = new();

    /// <summary>
    /// Pooling and padding; unless set, the preset's padding. A <see cref="Box"/> is one of the picture's own pixels.
    /// </summary>
    public NetworkOptions Network
    {
        get => _network is null ? new NetworkOptions(Padding: Preset.Padding)
            : Box is null ? _network : _network with { OptimizesInput = false };
        init => _network = value;
    }

    /// <summary>
    /// How evaluations are cut to fit into memory; null keeps all activations. Changes the result by rounding
    /// only.
    /// </summary>
    public TilePlan? Tiles { get; init; }

    /// <summary>
    /// Folder for files in place of memory: the optimiser's vectors, content targets, the maps between tiled
    /// segments. Null keeps all in memory.
    /// </summary>
    public string? ScratchFolder { get; init; }

    /// <summary>
    /// Whether these, the picture too, stay in the host's memory beside a device that has its own; with
    /// <see cref="ScratchFolder"/> they are in files anyway.
    /// </summary>
    public bool KeepsOnHost { get; init; }

    /// <summary>
    /// Whether the picture goes on at its other side beyond each border: for the network, and for whoever
    /// resizes it.
    /// </summary>
    internal bool IsTorus => Network.Padding == PaddingMode.Circular;

    /// <summary>The options with a preset's formula, and the size of the painting and the colours that go with it.</summary>
    public StyleTransferOptions With(LossPreset preset) => this with
    {
        Preset = preset,
        StyleScale = preset.StyleScale,
        Color = preset.Color,
        SmallestShortSide = preset.SmallestShortSide,
    };

    /// <summary>Full size only.</summary>
    public static IReadOnlyList<ScaleStep> OneScale(int iterations) => [new(1, iterations)];

    /// <summary>The size of a style picture at a stage.</summary>
    /// <param name="style">The picture.</param>
    /// <param name="stage">Size of the stage's picture.</param>
    internal ImageSize StyleSizeAt(StylePicture style, ImageSize stage) => StyleSizeAt(style.Picture.Size, stage, style.Scale);

    /// <summary>The size of a style picture at a stage.</summary>
    /// <param name="style">The picture's own size.</param>
    /// <param name="stage">Size of the stage's picture.</param>
    /// <param name="scale"><see cref="StylePicture.Scale"/>.</param>
    public ImageSize StyleSizeAt(ImageSize style, ImageSize stage, double? scale = null) =>
        StyleFit.SizeOf(style, StyleSide(ContentFit.AskedSideOf(stage, Size), scale));

    private int StyleSide(int stageSide, double? own)
    {
        if (own is null && Replay.StyleSizeIsFixed && StyleSize is { } fixedSide)
            return fixedSide;
        double scale = own ?? (StyleSize is { } styleSize ? (double)styleSize / Size : StyleScale);
        return Math.Max(1, Replay.StyleScaleRounding.Round(stageSide * scale));
    }

    /// <summary>How often in that many steps of one size a loss chooses anew (<see cref="LossPreset.MatchEvery"/>); the start is the first
    /// choice.</summary>
    internal int Renewals(int iterations) => Preset.IsRenewed ? Math.Max(0, iterations - 1) / Preset.MatchEvery : 0;

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InputException">One of them is out of range.</exception>
    public void Validate()
    {
        Require(Size is >= 16 and <= 32768, $"size {Size}: expected 16 to 32768 pixels.");
        Require(StyleScale is > 0 and <= 8, $"style scale {StyleScale}: expected more than 0 and at most 8.");
        Require(StyleSize is null or (>= 16 and <= 32768), $"style size {StyleSize}: expected 16 to 32768 pixels.");
        Require(InitNoise is >= 0 and <= 1, $"init noise {InitNoise}: expected 0 to 1.");
        Require(
            Box is not { } box || box.Lower < box.Upper,
            $"box {Box?.Lower} to {Box?.Upper}: expected the lower bound first.");
        Require(AverageDecay is >= 0 and < 1, $"average {AverageDecay}: expected a decay from 0 (no average) to less than 1.");
        Require(StopBelow is >= 0 and < 1, $"stop below {StopBelow}: expected a relative improvement from 0 "
            + "(never) to less than 1.");
        Require(StopWindow is >= 1 and <= 1_000_000, $"stop window {StopWindow}: expected 1 to 1000000 steps.");
        Require(HistorySize is >= 1 and <= 1000, $"history {HistorySize}: expected 1 to 1000 pairs.");
        Require(LearningRate is null or (> 0 and < 1e6), $"learning rate {LearningRate}: expected a positive number.");
        Require(
            Optimizer != OptimizerKind.GradientDescent || LearningRate is not null,
            "gradient descent needs a learning rate: a good one depends on the loss and "
                + "grows with the pixels; try 0.05 at 64 pixels, 1 at 512.");
        Require(MaxRollbacks is >= 0 and <= 1000, $"max rollbacks {MaxRollbacks}: expected 0 to 1000.");
        Require(Scales.Count > 0 && Scales[^1].Factor == 1, "scales: the last stage must have factor 1.");
        foreach (ScaleStep scale in Scales)
        {
            Require(scale.Factor is > 0 and <= 1, $"scale factor {scale.Factor}: expected more than 0 and at most 1.");
            Require(scale.Iterations is >= 0 and <= 1_000_000, $"iterations {scale.Iterations}: expected 0 to 1000000.");
        }

        Require(
            FirstIterations is null or (>= 0 and <= 1_000_000),
            $"iterations {FirstIterations} at the first size: expected 0 to 1000000.");
        Require(
            Adam.Beta1 is >= 0 and < 1 && Adam.Beta2 is >= 0 and < 1,
            $"Adam's β {Adam.Beta1}, {Adam.Beta2}: expected 0 to less than 1.");
        Require(double.IsFinite(Adam.Epsilon) && Adam.Epsilon > 0, $"Adam's ε {Adam.Epsilon}: expected more than 0.");
        Require(
            Adam.LearningRateDecay is > 0 and <= 1,
            $"learning rate decay {Adam.LearningRateDecay}: expected more than 0 and at most 1 (none).");
        Require(
            Preset.Layers.Count > 0,
            $"preset {Preset.Name}: no content layer and no style layer: there is nothing to optimise.");
        Require(
            Preset.HasOwnGradient || Optimizer != OptimizerKind.Lbfgs,
            $"preset {Preset.Name}: its gradient is not that of its loss (normalised gradients, or total "
                + "variation in the gradient alone), on which "
            + "L-BFGS's line search relies; take optimizer lbfgs-fixed, adam or gd.");
        Require(Preset.MatchEvery is >= 1 and <= 1_000_000, $"match every {Preset.MatchEvery}: expected 1 to 1000000 steps.");
        Require(
            !Preset.ReadsWholeMaps || Tiles is null,
            $"{Preset.WholeMapKind} compares whole feature maps, which tiles do not have: leave the tiles out, or take another kind.");
        Require(
            !Preset.ReadsWholeMaps || !(Preset.NormalizeGradients || Preset.NormalizeWeights),
            $"{Preset.WholeMapKind} has no weights and gradients of single layers to normalise: leave that out, or take another kind.");
        Require(
            Preset.LaplacianWeight is >= 0 and <= LossPreset.LargestWeight,
            $"weight of the Laplacian {Preset.LaplacianWeight}: expected 0 to {LossPreset.LargestWeight}.");
        Require(
            Preset.LaplacianPool is >= 1 and <= LossPreset.LargestPool,
            $"squares of {Preset.LaplacianPool}×{Preset.LaplacianPool} pixels: expected a side of 1 to {LossPreset.LargestPool}.");
        Require(
            Preset.AttractionWeight is >= 0 and <= LossPreset.LargestWeight,
            $"weight of the attraction {Preset.AttractionWeight}: expected 0 to {LossPreset.LargestWeight}.");
        Require(Preset.Samples is >= 4 and <= LossPreset.MostSamples, $"{Preset.Samples} samples: expected 4 to {LossPreset.MostSamples}.");
        Require(
            Preset.CoarseContent is >= -4 and <= 4, $"coarse content {Preset.CoarseContent}: expected a power of -4 to 4 (0 for none).");
        Require(
            Preset.MatchPatch is >= 1 and <= LossPreset.LargestPatch,
            $"patches of {Preset.MatchPatch}×{Preset.MatchPatch}: expected a side of 1 to {LossPreset.LargestPatch}.");
        Require(
            Preset.Directions is null or (>= 1 and <= LossPreset.MostDirections),
            $"{Preset.Directions} directions: expected 1 to {LossPreset.MostDirections}.");
        Require(
            double.IsFinite(Preset.ContentWeight) && Preset.ContentWeight >= 0,
            $"content weight {Preset.ContentWeight}: expected 0 or more.");
        Require(
            double.IsFinite(Preset.StyleWeight) && Preset.StyleWeight >= 0,
            $"style weight {Preset.StyleWeight}: expected 0 or more.");
        Require(
            double.IsFinite(Preset.TotalVariationWeight) && Preset.TotalVariationWeight >= 0,
            $"total variation weight {Preset.TotalVariationWeight}: expected 0 or more.");
        Require(
            double.IsFinite(Preset.TotalVariationColor) && Preset.TotalVariationColor >= 0,
            $"total variation of colour {Preset.TotalVariationColor}: expected 0 or more times that of grey.");
        Require(
            Preset.TotalVariationColor == 1
            || (Preset is { TotalVariationKind: TotalVariationKind.Squared, TotalVariationSpace: TotalVariationSpace.Picture }
                && Preset.TotalVariationStencil != TotalVariationStencil.NinePoint),
            $"preset {Preset.Name}: colour counts apart only where total variation is the squares of direct neighbours' differences in "
                + "the picture.");
        Require(
            Preset.ContentWeight + Preset.StyleWeight + Preset.TotalVariationWeight > 0,
            "content, style and total variation weight are 0: there is nothing to optimise; raise one of them.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new InputException(message);
    }
}
