namespace IlgpuStyle.Losses;

/// <summary>
/// Presets name VGG's layers. For a network without them these take their place, with the preset's whole
/// weights.
/// </summary>
internal static class ArchitectureLayers
{
    private static readonly Dictionary<string, (string[] Content, string[] Style)> s_known = new()
    {
        // Stanford's CS231n assignment: content features.3, style features.1, 4, 6 and 7.
        ["squeezenet1_1"] = (["fire2"], ["conv1", "fire3", "fire4", "fire5"]),
    };

    /// <summary>
    /// The preset as it applies to an architecture; presets for VGG networks stay as they are.
    /// </summary>
    /// <param name="preset">A formula with VGG's layer names.</param>
    /// <param name="architecture">As in the weights file's metadata.</param>
    public static LossPreset Adapt(LossPreset preset, string architecture) =>
        !s_known.TryGetValue(architecture, out (string[] Content, string[] Style) layers)
            ? preset
            : preset with
            {
                ContentLayers = Share(layers.Content, preset.ContentLayers),
                StyleLayers = Share(layers.Style, preset.StyleLayers),
            };

    private static LayerWeight[] Share(string[] names, IReadOnlyList<LayerWeight> preset) =>
        [.. names.Select(name => new LayerWeight(name, preset.Sum(layer => layer.Weight) / names.Length))];
}
