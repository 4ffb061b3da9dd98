using IlgpuStyle.Losses;

namespace IlgpuStyle.Runs.Settings;

/// <summary>Terms of the formula that a kind or a weight of their own brings in.</summary>
internal static class TermSettings
{
    private static readonly (string, ContentKind, string)[] s_contentKinds =
    [
        ("features", ContentKind.Features, "the features themselves"),
        ("self-similarity", ContentKind.SelfSimilarity, "how alike the features of any two places are"),
    ];

    public static Setting<int> MatchEvery { get; } = new(
        "match-every", SettingTypes.Whole("N", 1, 1_000_000, " steps"),
        "Steps after which style kind nearest finds each position's nearest anew, and emd and self-similarity sample other positions.")
    {
        Change = (options, steps) => options with { Preset = options.Preset with { MatchEvery = steps } },
        Default = options => $"{options.Preset.MatchEvery}",
        Need = new(
            facts => facts.Options.Preset.IsRenewed,
            "--style-kind nearest or emd, or --content-kind self-similarity"),
    };

    public static Setting<int> MatchPatch { get; } = new(
        "match-patch", SettingTypes.Whole("N", 1, LossPreset.LargestPatch, " feature vectors"),
        "Side of the patches that style kind nearest matches: 1 single places, 3 with their neighbours (9 times the memory).")
    {
        Change = (options, side) => options with { Preset = options.Preset with { MatchPatch = side } },
        Default = options => $"{options.Preset.MatchPatch}",
        Need = StyleOf(StyleKind.Nearest, "nearest"),
    };

    public static Setting<int> Directions { get; } = new(
        "directions", SettingTypes.Whole("N", 1, LossPreset.MostDirections, " directions"),
        "Random directions in which style kind sliced compares each layer; default: as many as the layer has channels.")
    {
        Change = (options, directions) => options with { Preset = options.Preset with { Directions = directions } },
        Need = StyleOf(StyleKind.Sliced, "sliced"),
    };

    public static Setting<int> Samples { get; } = new(
        "samples", SettingTypes.Whole("N", 4, LossPreset.MostSamples, " positions"),
        "Positions at which style kind emd and content kind self-similarity read a picture; time and memory grow with their square.")
    {
        Change = (options, samples) => options with { Preset = options.Preset with { Samples = samples } },
        Default = options => $"{options.Preset.Samples}",
        Need = new(
            facts => facts.Options.Preset.StyleKind == StyleKind.EarthMover || facts.Options.Preset.IsSelfSimilar,
            "--style-kind emd, or --content-kind self-similarity"),
    };

    public static Setting<ContentKind> ContentKindOf { get; } = new(
        "content-kind", SettingTypes.Choice(s_contentKinds), "What of the photo is kept.")
    {
        Change = (options, kind) => options with { Preset = options.Preset with { ContentKind = kind } },
        Default = options => SettingTypes.WordOf(options.Preset.ContentKind, s_contentKinds),
        Need = new(facts => facts.Options.Preset.ContentLayers.Count > 0, "--content-layers: the preset has no content term"),
    };

    public static Setting<double> CoarseContent { get; } = new(
        "coarse-content", SettingTypes.Number("P", -4, 4),
        "A coarse stage's content weight is multiplied with (side of the result / side of the stage)^P: 1 doubles it at half the size.")
    {
        Change = (options, power) => options with { Preset = options.Preset with { CoarseContent = power } },
        Default = options => LookSettings.Text(options.Preset.CoarseContent),
        Need = new(
            facts => facts.Options.Preset.ContentLayers.Count > 0 && facts.Options.Scales.Count > 1,
            "a content term (--content-layers) and more than one size (--scales)"),
    };

    public static Setting<double> Laplacian { get; } = new(
        "laplacian", SettingTypes.Number("W", 0, LossPreset.LargestWeight),
        "Weight of the photo's Laplacian (edges and lines of its pixels' means): what keeps contours sharp; 100 is strong.")
    {
        Change = (options, weight) => options with { Preset = options.Preset with { LaplacianWeight = weight } },
        Default = options => LookSettings.Text(options.Preset.LaplacianWeight),
    };

    public static Setting<int> LaplacianPool { get; } = new(
        "laplacian-pool", SettingTypes.Whole("N", 1, LossPreset.LargestPool, " pixels"),
        "Side of the squares whose means the Laplacian is taken of: larger sees larger contours alone.")
    {
        Change = (options, side) => options with { Preset = options.Preset with { LaplacianPool = side } },
        Default = options => $"{options.Preset.LaplacianPool}",
        Need = new(facts => facts.Options.Preset.LaplacianWeight != 0, "--laplacian"),
    };

    public static Setting<string> Attraction { get; } = new(
        "attract", SettingTypes.Picture("PICTURE"), "A picture that the result's pixels are drawn to, stretched to its size.")
    {
        Need = new(facts => facts.Options.Preset.AttractionWeight != 0, "--attract-weight of more than 0"),
    };

    public static Setting<double> AttractionWeight { get; } = new(
        "attract-weight", SettingTypes.Number("W", 0, LossPreset.LargestWeight),
        "How strongly: weight of the mean squared difference of pixels.")
    {
        Change = (options, weight) => options with { Preset = options.Preset with { AttractionWeight = weight } },
        Default = options => LookSettings.Text(options.Preset.AttractionWeight),
        Need = new(facts => facts.Values.Has(Attraction), "--attract"),
    };

    private static SettingNeed StyleOf(StyleKind kind, string word) =>
        new(facts => facts.Options.Preset.StyleKind == kind, $"--style-kind {word}");
}
