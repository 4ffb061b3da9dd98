using System.Globalization;
using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Optimization;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Settings;

/// <summary>Formula, network and optimiser in detail.</summary>
internal static class ExpertSettings
{
    private static readonly (string, StyleKind, string)[] s_kinds =
    [
        ("gram", StyleKind.Gram, "Gram matrices"),
        ("centred-gram", StyleKind.CentredGram, "covariances: Gram matrices without the means"),
        ("shifted-gram", StyleKind.ShiftedGram, "Gram matrices of activations plus --activation-shift"),
        ("wasserstein", StyleKind.Wasserstein, "Wasserstein-2 distance of means and covariances"),
        ("nearest", StyleKind.Nearest, "each position's features to the nearest of the painting's"),
        ("sliced", StyleKind.Sliced, "sliced Wasserstein-2 distance: sorted projections on random directions"),
        ("emd", StyleKind.EarthMover, "relaxed earth mover's distance of features at sampled positions"),
    ];

    private static readonly (string, ContentNormalization, string)[] s_contents =
    [
        ("half-sum", ContentNormalization.HalfSum, "½·Σ(F−P)²"), ("sum", ContentNormalization.Sum, "Σ(F−P)²"),
        ("mean", ContentNormalization.Mean, "the mean of (F−P)²"),
        ("quarter-mean", ContentNormalization.QuarterMean, "a quarter of the mean"),
        ("half-relative", ContentNormalization.HalfRelative, "½·Σ(F−P)²/ΣP²"),
    ];

    private static readonly (string, TotalVariationKind, string)[] s_variations =
    [
        ("squared", TotalVariationKind.Squared, "squares of differences: smooth"),
        ("absolute", TotalVariationKind.Absolute, "their absolute values: edges stay"),
        ("power:1.25", TotalVariationKind.Power125, "between the two, near absolute"),
        ("power:1.5", TotalVariationKind.Power150, "between the two"),
        ("power:1.75", TotalVariationKind.Power175, "between the two, near squared"),
    ];

    private static readonly (string, StyleBlend, string)[] s_blends =
    [
        ("statistics", StyleBlend.Statistics, "their statistics are averaged: a style between them"),
        ("losses", StyleBlend.Losses, "their losses are: a compromise"),
    ];

    private static readonly (string, PoolingKind, string)[] s_poolings =
    [
        ("average", PoolingKind.Average, "mean of 2×2"), ("max", PoolingKind.Max, "largest of 2×2"),
            ("l2", PoolingKind.L2, "root of the mean square of 2×2"),
    ];

    private static readonly (string, PaddingMode, string)[] s_paddings =
    [
        ("zero", PaddingMode.Zero, "zeros"), ("replicate", PaddingMode.Replicate, "the border's pixels again"),
        ("reflect", PaddingMode.Reflect, "the picture mirrored"),
            ("circular", PaddingMode.Circular, "the other side: a result that can be tiled"),
    ];

    private static readonly (string, OptimizerKind, string)[] s_optimizers =
    [
        ("lbfgs", OptimizerKind.Lbfgs, "L-BFGS with strong Wolfe line search"),
        ("lbfgs-fixed", OptimizerKind.LbfgsFixedStep, "L-BFGS without line search, as Torch's tools"),
        ("adam", OptimizerKind.Adam, "Adam"), ("gd", OptimizerKind.GradientDescent, "gradient descent"),
    ];

    private static readonly (string, PreconditionerKind, string)[] s_preconditioners =
    [
        ("pyramid", PreconditionerKind.Pyramid, "slow colours and shapes move as quickly as detail"),
        ("none", PreconditionerKind.None, "plain pixels"),
    ];

    public static Setting<bool> Exact { get; } = new(
        "exact", SettingTypes.Flag,
        "All that its tool does besides the formula: pixel scale, resizing, pooling, sizes, optimiser; typed options still win.")
    {
        Change = (options, _) => ToolSettings.Apply(options),
    };

    public static Setting<StyleKind> StyleKindOf { get; } = new(
        "style-kind", SettingTypes.Choice(s_kinds), "Which statistics are a style.")
    {
        Change = (options, kind) => options with { Preset = options.Preset with { StyleKind = kind } },
        Default = options => SettingTypes.WordOf(options.Preset.StyleKind, s_kinds),
    };

    public static Setting<double> ActivationShift { get; } = new(
        "activation-shift", SettingTypes.Number("S"), "What shifted-gram adds to every activation.")
    {
        Change = (options, shift) => options with { Preset = options.Preset with { ActivationShift = shift } },
        Default = options => LookSettings.Text(options.Preset.ActivationShift),
        Need = new(facts => facts.Options.Preset.StyleKind == StyleKind.ShiftedGram, "--style-kind shifted-gram"),
    };

    public static Setting<StyleBlend> Blend { get; } = new(
        "style-blend", SettingTypes.Choice(s_blends), "What of several paintings is averaged.")
    {
        Change = (options, blend) => options with { Preset = options.Preset with { StyleBlend = blend } },
        Default = options => SettingTypes.WordOf(options.Preset.StyleBlend, s_blends),
        Need = new(
            facts => facts.Values.TextsOf(InputSettings.Painting).Count > 1 && !facts.Options.Preset.HasPools,
            "several paintings (there is nothing to blend), and a style kind other than nearest and emd (which have no statistics)"),
    };

    public static Setting<LayerProfile> Profile { get; } = new(
        "style-profile", SettingTypes.Text("RULE", LayerProfile.Parse) with
        {
            Words =
            [
                new("uniform", "every layer counts the same"), new("inverse-square", "1/channels²"),
                new("geometric", "a quarter from layer to layer"),
            ],
        },
        "Weights of the style layers: uniform, inverse-square (1/channels²), geometric or geometric:RATIO (default 0.25); their sum stays.")
    {
        ChangeFor = (options, profile, weights) => options with
        {
            Preset = options.Preset with
            {
                StyleLayers = profile.Apply(
                    options.Preset.StyleLayers,
                    layer => weights.ReadConvolution(NetworkDefinition.CanonicalName(layer)).OutputChannels),
            },
        },
    };

    public static Setting<ContentNormalization> ContentNormalizationOf { get; } = new(
        "content-normalization", SettingTypes.Choice(s_contents),
        "What the content term is: a sum or a mean of (F−P)² over features, or relative to the photo's own. The weight stays as it is.")
    {
        Change = (options, kind) => options with { Preset = options.Preset with { ContentNormalization = kind } },
        Default = options => SettingTypes.WordOf(options.Preset.ContentNormalization, s_contents),
        Need = new(
            facts => facts.Options.Preset.ContentLayers.Count > 0 && !facts.Options.Preset.IsSelfSimilar,
            "a content term of features: --content-layers, --content-kind features"),
    };

    public static Setting<bool> NormalizeWeights { get; } = new(
        "normalize-weights", SettingTypes.Flag,
        "Divide each term's weight by the longest side of its target: channels of a Gram matrix; channels, height or width of a content "
            + "layer.")
    {
        Change = (options, on) => options with { Preset = options.Preset with { NormalizeWeights = on } },
    };

    public static Setting<bool> NormalizeGradients { get; } = new(
        "normalize-gradients", SettingTypes.Flag,
        "Each term's gradient counts by its direction alone (with lbfgs-fixed, adam or gd).")
    {
        Change = (options, on) => options with { Preset = options.Preset with { NormalizeGradients = on } },
    };

    // A stencil of its own has its kind; colour counts apart in squares alone.
    public static Setting<TotalVariationKind> TotalVariationKindOf { get; } = new(
        "tv-kind", SettingTypes.Choice(s_variations), "What total variation sums of differences between neighbours.")
    {
        Change = (options, kind) => options with
        {
            Preset = options.Preset with
            {
                TotalVariationKind = kind,
                TotalVariationColor = kind == TotalVariationKind.Squared ? options.Preset.TotalVariationColor : 1,
                TotalVariationNormalization = options.Preset.TotalVariationStencil == TotalVariationStencil.NinePoint
                    ? TotalVariationNormalization.Mean
                    : options.Preset.TotalVariationNormalization,
                TotalVariationStencil = TotalVariationStencil.Axes,
            },
        },
        Need = new(facts => facts.Options.Preset.TotalVariationWeight != 0, "--tv-weight: the preset has no total variation"),
    };

    public static Setting<double> TotalVariationColor { get; } = new(
        "tv-color", SettingTypes.Number("X", 0),
        "How often total variation counts a difference in colour, against once for grey: above 1 strokes stay coloured and specks do "
            + "not (squared total variation alone).")
    {
        Change = (options, times) => options with { Preset = options.Preset with { TotalVariationColor = times } },
        Default = options => LookSettings.Text(options.Preset.TotalVariationColor),
        Need = new(facts => facts.Options.Preset.TotalVariationWeight != 0, "--tv-weight: the preset has no total variation"),
    };

    public static Setting<PoolingKind> Pooling { get; } = new(
        "pooling", SettingTypes.Choice(s_poolings), "Pooling of the network; default: what the weights file says.")
    {
        Change = (options, pooling) => options with { Network = options.Network with { Pooling = pooling } },
    };

    public static Setting<PaddingMode> Padding { get; } = new(
        "padding", SettingTypes.Choice(s_paddings), "What convolutions read beyond the border.")
    {
        Change = (options, padding) => options with { Network = options.Network with { Padding = padding } },
        Default = options => SettingTypes.WordOf(options.Network.Padding, s_paddings),
    };

    public static Setting<PaddingMode> FirstPadding { get; } = new(
        "first-padding", SettingTypes.Choice(s_paddings[..3]), "Padding of the first convolution alone.")
    {
        Change = (options, padding) => options with { Network = options.Network with { FirstPadding = padding } },
    };

    public static Setting<bool> RescalePooling { get; } = new(
        "rescale-pooling", SettingTypes.Flag,
        $"Scale the maps behind average (×{LookSettings.Text(NetworkOptions.AverageScale)}) and L2 pooling "
            + $"(×{LookSettings.Text(NetworkOptions.L2Scale)}) to about max pooling's.")
    {
        Change = (options, on) => options with { Network = options.Network with { RescalePooling = on } },
        Need = new(facts => facts.Pooling != PoolingKind.Max, "--pooling average or l2: max pooling is what they are scaled to"),
    };

    // A tool's bounds belong to its Adam; who wants others with another optimiser names them.
    public static Setting<OptimizerKind> Optimizer { get; } = new(
        "optimizer", SettingTypes.Choice(s_optimizers), "What drives the pixels.")
    {
        Change = (options, kind) => options with { Optimizer = kind, Box = kind == OptimizerKind.Adam ? options.Box : null },
        Default = options => SettingTypes.WordOf(options.Optimizer, s_optimizers),
        Need = new(
            facts => facts.Options.Optimizer != OptimizerKind.GradientDescent || facts.Options.LearningRate is not null,
            "--learning-rate: a good one depends on the loss and grows with the pixels; try 0.05 at 64 pixels, 1 at 512"),
    };

    public static Setting<double> LearningRate { get; } = new(
        "learning-rate", SettingTypes.Number("X"), "Step size of adam, gd and lbfgs-fixed.")
    {
        Change = (options, rate) => options with { LearningRate = rate },
        Need = new(
            facts => facts.Options.Optimizer != OptimizerKind.Lbfgs,
            "--optimizer lbfgs-fixed, adam or gd: lbfgs finds the length of its steps itself"),
    };

    private static readonly SettingNeed s_adam = new(facts => facts.Options.Optimizer == OptimizerKind.Adam, "--optimizer adam");

    /// <summary>What Adam alone has, in the order of help.</summary>
    public static IReadOnlyList<Setting> Adam { get; } =
    [
        OfAdam(
            "adam-beta1", "β₁, the decay of Adam's mean of gradients.", adam => adam.Beta1, (adam, beta) => adam with { Beta1 = beta }, 1),
        OfAdam(
            "adam-beta2", "β₂, the decay of Adam's mean of squared gradients.", adam => adam.Beta2,
            (adam, beta) => adam with { Beta2 = beta }, 1),
        OfAdam(
            "adam-epsilon", "ε, added to the root of that mean; gradients are those of pixels from 0 to 1.", adam => adam.Epsilon,
            (adam, epsilon) => adam with { Epsilon = epsilon }),
        OfAdam(
            "learning-rate-decay", "Factor of Adam's learning rate from each step to the next: 0.998 leaves a tenth after some 1150.",
            adam => adam.LearningRateDecay, (adam, decay) => adam with { LearningRateDecay = decay }, 1),
        new Setting<bool>(
            "carry-moments", SettingTypes.Flag,
            "Adam's moments grow with the picture from size to size; otherwise each size begins without any.")
        {
            Change = (options, on) => options with { Adam = options.Adam with { CarriesMoments = on } },
            Need = s_adam,
        },
    ];

    public static Setting<int> History { get; } = new(
        "history", SettingTypes.Whole("N", 1, 1000, " pairs"), "Curvature pairs that L-BFGS keeps.")
    {
        Change = (options, pairs) => options with { HistorySize = pairs },
        Default = options => $"{options.HistorySize}",
        Need = new(
            facts => facts.Options.Optimizer is OptimizerKind.Lbfgs or OptimizerKind.LbfgsFixedStep,
            "--optimizer lbfgs or lbfgs-fixed: others keep no curvature pairs"),
    };

    public static Setting<PreconditionerKind> Precondition { get; } = new(
        "precondition", SettingTypes.Choice(s_preconditioners), "The variables that L-BFGS works in, where there is no --box.")
    {
        Change = (options, kind) => options with { Preconditioner = kind },
        Default = options => SettingTypes.WordOf(options.Preconditioner, s_preconditioners),
        Need = new(
            facts => facts.Options is { Optimizer: OptimizerKind.Lbfgs, Box: null },
            "--optimizer lbfgs and no --box: all others work on plain pixels"),
    };

    public static Setting<int> MaxRollbacks { get; } = new(
        "max-rollbacks", SettingTypes.Whole("N", 0, 1000),
        "How often a run goes back to its best picture after a loss that is not finite or exploded, before it gives up.")
    {
        Change = (options, times) => options with { MaxRollbacks = times },
        Default = options => $"{options.MaxRollbacks}",
    };

    public static Setting<BoxConstraint?> Box { get; } = new(
        "box", SettingTypes.Text("none|LOW:HIGH", ReadBox) with { Words = [new("none", "no bounds"), new("0:1", "those of pictures")] },
        "Bounds that every iterate keeps: none, or LOW:HIGH such as 0:1.")
    {
        Change = (options, box) => options with { Box = box },
        Default = _ => "none",
    };

    public static Setting<double> Average { get; } = new(
        "average", SettingTypes.Number("DECAY", 0, 1),
        "The result is the average of the iterates with this decay, such as 0.99; 0: the last iterate, or the best.")
    {
        Change = (options, decay) => options with { AverageDecay = decay },
        Default = options => LookSettings.Text(options.AverageDecay),
    };

    public static Setting<double> StopBelow { get; } = new(
        "stop-below", SettingTypes.Number("X", 0, 1),
        "End a size early when the loss improves by less than this fraction over --stop-window steps, such as 1e-3; 0: never.")
    {
        Change = (options, fraction) => options with { StopBelow = fraction },
        Default = options => LookSettings.Text(options.StopBelow),
    };

    public static Setting<int> StopWindow { get; } = new(
        "stop-window", SettingTypes.Whole("N", 1, 1_000_000, " steps"), "Steps that --stop-below looks back.")
    {
        Change = (options, steps) => options with { StopWindow = steps },
        Default = options => $"{options.StopWindow}",
        Need = new(facts => facts.Options.StopBelow > 0, "--stop-below"),
    };

    private static Setting<double> OfAdam(
        string name, string description, Func<AdamOptions, double> read, Func<AdamOptions, double, AdamOptions> change,
        double? most = null) =>
        new(name, SettingTypes.Number("X", 0, most), description)
        {
            Change = (options, value) => options with { Adam = change(options.Adam, value) },
            Default = options => LookSettings.Text(read(options.Adam)),
            Need = s_adam,
        };

    private static BoxConstraint? ReadBox(string text)
    {
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase))
            return null;
        string[] parts = text.Split(':');
        return parts.Length == 2 && Bound(parts[0]) is { } lower && Bound(parts[1]) is { } upper
            ? new BoxConstraint(lower, upper)
            : throw new FormatException("expected none or LOW:HIGH, such as 0:1.");
    }

    private static float? Bound(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value) ? value : null;
}
