using System.Globalization;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Settings;

/// <summary>How large it is, how it is painted, where it starts, and whose colours it has.</summary>
internal static class LookSettings
{
    private static readonly (string, InitKind, string)[] s_starts =
    [
        ("matched", InitKind.Matched, "the photo in the painting's colours"),
        ("content", InitKind.Content, "the photo"),
        ("noise", InitKind.Noise, "noise"),
        ("blend", InitKind.Blend, "a mixture of photo and noise"),
        ("style", InitKind.Style, "the painting"),
        ("statistics", InitKind.Statistics, "noise in the painting's colours"),
        ("grey", InitKind.Grey, "plain mid-grey"),
        ("uniform", InitKind.Uniform, "noise whose values are all equally likely"),
    ];

    private static readonly (string, ColorRule, string)[] s_colors =
    [
        ("style", ColorRule.Style, "the painting's colours"),
        ("keep", ColorRule.Keep, "the photo's colours, only lightness is painted"),
        ("restore", ColorRule.Restore, "painted in colour, the photo's colours put back at the end"),
        ("match", ColorRule.Match, "the painting gets the photo's colours first"),
    ];

    private static readonly (string, LuminanceSpace, string)[] s_spaces =
    [
        ("yiq", LuminanceSpace.Yiq, "the lightness of colour television"),
        ("lab", LuminanceSpace.Lab, "CIE lightness"),
        ("ycbcr", LuminanceSpace.PillowYCbCr, "JPEG's, on 8 bits a channel"),
    ];

    private static readonly (string, ColorMatchMethod, string)[] s_matches =
    [
        ("symmetric", ColorMatchMethod.Symmetric, "mean and covariance, by the symmetric root: moves colours least"),
        ("pca", ColorMatchMethod.Pca, "mean and covariance, axis by axis"),
        ("cholesky", ColorMatchMethod.Cholesky, "mean and covariance, channel after channel"),
        ("histogram", ColorMatchMethod.Histogram, "each channel's histogram"),
    ];

    private const string HowLarge = "both say how large the painting is";

    // Each is a pass through the network at every size of the result.
    private const int MostStyleScales = 8;

    /// <summary>Long side of a draft in pixels.</summary>
    public const int DraftSize = 320;

    /// <summary>Its steps: half a second of two processor cores at that size, and enough to tell one look from another.</summary>
    public const int DraftIterations = 11;

    public static Setting<bool> Draft { get; } = new(
        "draft", SettingTypes.Flag,
        $"A first look in a second: {DraftSize} pixels and {DraftIterations} steps; --size and --iterations still win.")
    {
        Group = SettingGroup.Look,
        Change = (options, _) => options with { Size = DraftSize, Scales = ScalePlan.Pyramid(DraftIterations) },
    };

    public static Setting<int> Size { get; } = new(
        "size", SettingTypes.Whole("PIXELS", 16, 32768, " pixels"), "Long side of the result in pixels.")
    {
        Group = SettingGroup.Common,
        Change = (options, size) => options with { Size = size },
        Default = options => $"{options.Size}",
    };

    public static Setting<LossPreset> Preset { get; } = new(
        "preset", SettingTypes.Choice([.. LossPresets.All.Select(preset => (preset.Name, preset, preset.Description))]) with { Placeholder =
            "NAME" },
        $"A look ({string.Join(", ", LossPresets.Looks.Select(preset => preset.Name))}) or the formula of a paper or tool. Those are "
            + $"{string.Join(", ", LossPresets.All.Select(preset => preset.Name).Except(LossPresets.Looks.Select(look => look.Name)))}.")
    {
        Group = SettingGroup.Common,
        ChangeFor = (options, preset, weights) =>
            options.With(ArchitectureLayers.Adapt(preset, weights.Metadata.Architecture)),
        Default = options => options.Preset.Name,
    };

    public static Setting<double> StyleWeight { get; } = new(
        "style-weight", SettingTypes.Number("X", 0), "Weight of the style term.")
    {
        Group = SettingGroup.Common,
        Change = (options, weight) => options with { Preset = options.Preset with { StyleWeight = weight } },
        Default = options => Text(options.Preset.StyleWeight),
    };

    public static Setting<double> ContentWeight { get; } = new(
        "content-weight", SettingTypes.Number("X", 0), "Weight of the content term.")
    {
        Group = SettingGroup.Look,
        Change = (options, weight) => options with { Preset = options.Preset with { ContentWeight = weight } },
        Default = options => Text(options.Preset.ContentWeight),
    };

    public static Setting<double> TotalVariationWeight { get; } = new(
        "tv-weight", SettingTypes.Number("X", 0), "Weight of total variation (smoothness).")
    {
        Group = SettingGroup.Look,
        Change = (options, weight) => options with { Preset = options.Preset with { TotalVariationWeight = weight } },
        Default = options => Text(options.Preset.TotalVariationWeight),
    };

    // Layers without numbers share the preset's whole weight: the balance of content and style stays as it was.
    public static Setting<string> ContentLayers { get; } = new(
        "content-layers", SettingTypes.Layers("LAYER[:WEIGHT],…", ReadLayers),
        "Such as conv4_2 or conv3_2:0.5,conv4_2:1; without numbers they share the weight that the preset gives all.")
    {
        Group = SettingGroup.Expert,
        ChangeFor = (options, layers, weights) => options with
        {
            Preset = options.Preset with { ContentLayers = Layers(layers, options.Preset.ContentLayers, weights) },
        },
        Default = options => string.Join(',', options.Preset.ContentLayers),
    };

    public static Setting<string> StyleLayers { get; } = new(
        "style-layers", SettingTypes.Layers("LAYER[:WEIGHT],…", ReadLayers), "Such as conv1_1,conv2_1,conv3_1:2.")
    {
        Group = SettingGroup.Expert,
        ChangeFor = (options, layers, weights) => options with
        {
            Preset = options.Preset with { StyleLayers = Layers(layers, options.Preset.StyleLayers, weights) },
        },
        Default = options => string.Join(',', options.Preset.StyleLayers),
    };

    public static Setting<IReadOnlyList<double>> StyleScale { get; } = new(
        "style-scale", SettingTypes.Numbers("X,…", 0, 8),
        "Size of the painting relative to the result: larger gives larger strokes. Several between commas: one for each painting.")
    {
        Excludes = ("style-scales", HowLarge),
        Group = SettingGroup.Common,
        // Several scales are the paintings' own.
        Change = (options, scales) => scales is [double only] ? options with { StyleScale = only } : options,
        Default = options => Text(options.StyleScale),
    };

    public static Setting<IReadOnlyList<double>> StyleScales { get; } = new(
        "style-scales", SettingTypes.Numbers("X,…", 0, 8, MostStyleScales),
        $"Every painting at several sizes at once, for fine and broad strokes beside each other: 0.5,1,2; at most {MostStyleScales}.")
    {
        Excludes = ("style-size", HowLarge),
        Group = SettingGroup.Look,
    };

    public static Setting<string> CoarseStyle { get; } = new(
        "coarse-style", SettingTypes.Picture("PAINTING"),
        "Another painting for what is large: style layers with a quarter of the picture's sides or less (conv3_1 and deeper) take "
            + "their style from it, those before them from PAINTING.")
    {
        Group = SettingGroup.Look,
    };

    public static Setting<int> StyleSize { get; } = new(
        "style-size", SettingTypes.Whole("PIXELS", 16, 32768, " pixels"), "Long side of the painting in pixels, instead of --style-scale.")
    {
        Excludes = ("style-scale", HowLarge),
        Group = SettingGroup.Look,
        Change = (options, size) => options with { StyleSize = size },
    };

    public static Setting<int> Iterations { get; } = new(
        "iterations", SettingTypes.Whole("N", 0, 1_000_000),
        "Optimiser steps at each size; 44 for formulas other than the looks', and other optimisers. The smaller ones of --scales auto "
            + "take a sixteenth of them where the start shows the photo. 0 writes the start, with its losses.")
    {
        Group = SettingGroup.Common,
        Letter = 'n',
        Change = (options, steps) => options with
        {
            Scales = [.. options.Scales.Select(scale => scale with { Iterations = steps })],
            FirstIterations = null,
        },
        Default = options => $"{options.Scales[^1].Iterations}",
    };

    public static Setting<int> FirstIterations { get; } = new(
        "first-iterations", SettingTypes.Whole("N", 0, 1_000_000), "Optimiser steps at the smallest size, in place of --iterations.")
    {
        Group = SettingGroup.Look,
        Change = (options, steps) => options with { FirstIterations = steps },
        Need = new(facts => facts.Options.Scales.Count > 1, "more than one size: --iterations alone says what one has"),
    };

    public static Setting<int?> Scales { get; } = new(
        "scales", SettingTypes.Text<int?>("auto|N", ReadScales) with { Words = [new("auto", "from coarse to the full size")] },
        "Sizes to paint at, coarse to fine, √2 apart: a number (1: full size only), or auto: from a short side of 240 pixels (96 "
            + "from noise) to the full size.")
    {
        Group = SettingGroup.Look,
        Change = (options, count) => options with
        {
            Scales = ScalePlan.Pyramid(options.Scales[^1].Iterations, count),
            SmallestShortSide = count is null ? null : ScalePlan.SmallestSeen,
        },
        Default = _ => "auto",
    };

    public static Setting<(InitKind Kind, string? Picture)> Init { get; } = new(
        "init", new SettingType<(InitKind, string?)>("START|FILE", values => ReadStart(values[0]))
        {
            Words = [.. s_starts.Select(start => new SettingWord(start.Item1, start.Item3))],
            IsInput = true,
            PathIn = text => StartOf(text) is null ? (text, "") : null,
            Expand = text => [StartOf(text)?.Word ?? text],
        },
        "Start: matched (the photo in the painting's colours), content, noise, blend (of both), style, statistics (noise in the "
            + "painting's colours), grey, uniform (noise), or a picture file.")
    {
        Group = SettingGroup.Look,
        Change = Start,
        Default = options => SettingTypes.WordOf(options.Init, s_starts),
    };

    public static Setting<double> InitNoise { get; } = new(
        "init-noise", SettingTypes.Number("X", 0, 1), "Share of noise in --init blend, 0 to 1.")
    {
        Group = SettingGroup.Look,
        Change = (options, share) => options with { InitNoise = share },
        Default = options => Text(options.InitNoise),
        Need = new(facts => facts.Options.Init == InitKind.Blend, "--init blend"),
    };

    public static Setting<int> Seed { get; } = new(
        "seed", SettingTypes.Whole("N", int.MinValue, int.MaxValue), "Seed of the noise.")
    {
        Group = SettingGroup.Look,
        Change = (options, seed) => options with { Seed = seed },
        Default = options => $"{options.Seed}",
        Need = new(
            facts => facts.Options.Init is InitKind.Noise or InitKind.Blend or InitKind.Statistics or InitKind.Uniform,
            "--init noise, blend, statistics or uniform: this start has no noise in it"),
    };

    // What starts from noise whatever else is said needs nothing beside it.
    public static Setting<int> NoiseSeed { get; } = new(
        "seed", SettingTypes.Whole("N", int.MinValue, int.MaxValue), "Seed of the noise that it starts from.")
    {
        Group = SettingGroup.Look,
        Change = (options, seed) => options with { Seed = seed },
        Default = options => $"{options.Seed}",
    };

    public static Setting<IReadOnlyList<ColorRule>> Color { get; } = new(
        "color", SettingTypes.Choices(s_colors),
        "Whose colours. style: the painting's; keep: the photo's, only lightness is painted; restore: painted in colour, the photo's put "
            + "back at "
            + "the end; match: the painting gets the photo's colours first. Several between commas: one for each painting, where its "
                + "--region is.")
    {
        Group = SettingGroup.Common,
        // Several rules are the paintings' own.
        Change = (options, rules) => rules is [ColorRule only] ? options with { Color = only } : options,
        Default = options => SettingTypes.WordOf(options.Color, s_colors),
    };

    public static Setting<LuminanceSpace> Luminance { get; } = new(
        "luminance", SettingTypes.Choice(s_spaces), "Lightness of --color keep and restore.")
    {
        Group = SettingGroup.Colour,
        Change = (options, space) => options with { Luminance = space },
        Default = options => SettingTypes.WordOf(options.Luminance, s_spaces),
        Need = new(facts => HasColor(facts, ColorRule.Keep) || HasColor(facts, ColorRule.Restore), "--color keep or restore"),
    };

    public static Setting<ColorMatchMethod> ColorMatch { get; } = new(
        "color-match", SettingTypes.Choice(s_matches), "How --color match works.")
    {
        Group = SettingGroup.Colour,
        Change = (options, method) => options with { ColorMatch = method },
        Default = options => SettingTypes.WordOf(options.ColorMatch, s_matches),
        Need = new(facts => HasColor(facts, ColorRule.Match), "--color match"),
    };

    /// <summary>A number as people write it.</summary>
    internal static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool HasColor(SettingFacts facts, ColorRule rule) =>
        facts.Options.Color == rule || facts.Values.Get(Color, [])!.Contains(rule);

    private static string ReadLayers(string text)
    {
        LayerWeight.ParseList(text, 1);
        return text;
    }

    private static IReadOnlyList<LayerWeight> Layers(string text, IReadOnlyList<LayerWeight> preset, WeightsFile weights)
    {
        IReadOnlyList<LayerWeight> layers = LayerWeight.ParseList(text, preset.Sum(layer => layer.Weight) / text.Split(',').Length);
        NetworkDefinition network = NetworkDefinition.Of(weights);
        // For its word on a layer that is not there.
        foreach (LayerWeight layer in layers)
            network.IndexOf(layer.Layer);
        return layers;
    }

    private static int? ReadScales(string text)
    {
        if (text.Equals("auto", StringComparison.OrdinalIgnoreCase))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new FormatException("expected auto, or a number of sizes from 1.");
    }

    private static (InitKind, string?) ReadStart(string text) =>
        StartOf(text) is var (_, kind) ? (kind, null) : (InitKind.Picture, text);

    private static (string Word, InitKind Kind)? StartOf(string text)
    {
        foreach ((string word, InitKind kind, _) in s_starts)
        {
            if (word.Equals(text, StringComparison.OrdinalIgnoreCase))
                return (word, kind);
        }

        return null;
    }

    // Not before the run: a record may name a file that is gone.
    private static StyleTransferOptions Start(StyleTransferOptions options, (InitKind Kind, string? Picture) start) =>
        start.Picture is not { } path || InputAddress.IsNoPath(path) || Path.Exists(path)
            ? options with { Init = start.Kind }
            : throw new InputException(
                $"{Init!.Typed} '{path}': there is no such file; expected {string.Join(", ", s_starts.Select(word => word.Item1))} "
                    + $"or a picture file.{Spelling.Hint(path, s_starts.Select(word => word.Item1))}");
}
