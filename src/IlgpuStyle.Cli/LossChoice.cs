using System.CommandLine;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli;

/// <summary>The options --preset, and those that change its weights and layers.</summary>
internal sealed class LossChoice
{
    private Option<string> Preset { get; } = new("--preset")
    {
        Description = $"Loss formula: {string.Join(", ", LossPresets.All.Select(p => p.Name))}.",
        DefaultValueFactory = _ => new StyleTransferOptions().Preset.Name,
    };

    private Option<double?> ContentWeight { get; } = new("--content-weight")
    {
        Description = "Weight of the content term; default: the preset's.",
    };

    private Option<double?> StyleWeight { get; } = new("--style-weight")
    {
        Description = "Weight of the style term; default: the preset's.",
    };

    private Option<double?> TotalVariationWeight { get; } = new("--tv-weight")
    {
        Description = "Weight of total variation (smoothness); default: the preset's.",
    };

    private Option<string?> ContentLayers { get; } = new("--content-layers")
    {
        Description = "Such as conv4_2 or conv3_2:0.5,conv4_2:1; without numbers they share the preset's "
            + "weight.",
    };

    private Option<string?> StyleLayers { get; } = new("--style-layers")
    {
        Description = "Such as conv1_1,conv2_1,conv3_1:2.",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
            [Preset, ContentWeight, StyleWeight, TotalVariationWeight, ContentLayers, StyleLayers])
            command.Options.Add(option);
    }

    /// <summary>
    /// The formula. A typed preset is that preset or refused; only the default looks at what the file holds.
    /// </summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="weights">The network, whose architecture decides the layers that a preset means.</param>
    /// <exception cref="InputException">There is no such preset, or the network lacks its layers.</exception>
    public LossPreset PresetOf(ParseResult parsed, WeightsFile weights)
    {
        bool isTyped = parsed.GetResult(Preset) is { Implicit: false };
        LossPreset preset = isTyped
            ? ArchitectureLayers.Adapt(LossPresets.ByName(parsed.GetValue(Preset)!), weights.Metadata.Architecture)
            : PresetLayers.DefaultOf(weights);
        PresetLayers.Require(
            preset with
            {
                ContentLayers = parsed.GetValue(ContentLayers) is null ? preset.ContentLayers : [],
                StyleLayers = parsed.GetValue(StyleLayers) is null ? preset.StyleLayers : [],
            },
            weights);
        return preset with
        {
            ContentWeight = parsed.GetValue(ContentWeight) ?? preset.ContentWeight,
            StyleWeight = parsed.GetValue(StyleWeight) ?? preset.StyleWeight,
            TotalVariationWeight = parsed.GetValue(TotalVariationWeight) ?? preset.TotalVariationWeight,
            ContentLayers = LayersOf(parsed.GetValue(ContentLayers), preset.ContentLayers),
            StyleLayers = LayersOf(parsed.GetValue(StyleLayers), preset.StyleLayers),
        };
    }

    // Layers without numbers share the preset's whole weight: the balance of content and style stays as it
    // was.
    private static IReadOnlyList<LayerWeight> LayersOf(string? text, IReadOnlyList<LayerWeight> preset) =>
        text is null ? preset : LayerWeight.ParseList(text, preset.Sum(layer => layer.Weight) / text.Split(',').Length);
}
