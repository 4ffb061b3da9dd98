using IlgpuStyle.Network;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Losses;

/// <summary>Which presets a weights file has the layers for.</summary>
internal static class PresetLayers
{
    /// <summary>
    /// The preset where nobody named one: <see cref="LossPresets.Painterly"/>, or
    /// <see cref="LossPresets.PainterlyShort"/> for a file that ends before the former's layers but holds the
    /// latter's. Whoever takes it says which it is: the losses differ.
    /// </summary>
    /// <param name="weights">The network's file.</param>
    public static LossPreset DefaultOf(WeightsFile weights)
    {
        LossPreset full = Adapted(LossPresets.Painterly, weights), cut = Adapted(LossPresets.PainterlyShort, weights);
        return Missing(full, weights).Count > 0 && Missing(cut, weights).Count == 0 ? cut : full;
    }

    /// <summary>A preset of <see cref="LossPresets.All"/> for a network, or the one where nobody named one.</summary>
    /// <param name="name">Its name; null for <see cref="DefaultOf"/>.</param>
    /// <param name="weights">The network's file.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static LossPreset Of(string? name, WeightsFile weights) =>
        name is null ? DefaultOf(weights) : Adapted(LossPresets.ByName(name), weights);

    /// <summary>The layers of a preset that the file does not hold.</summary>
    /// <param name="preset">A formula with the network's layer names.</param>
    /// <param name="weights">The network's file.</param>
    public static IReadOnlyList<string> Missing(LossPreset preset, WeightsFile weights)
    {
        NetworkDefinition network = NetworkDefinition.Of(weights);
        return [.. preset.Layers.Where(layer => !network.HasLayer(layer))];
    }

    /// <summary>Checks that the file holds a named preset's layers.</summary>
    /// <param name="preset">A formula with the network's layer names.</param>
    /// <param name="weights">The network's file.</param>
    /// <exception cref="InputException">
    /// It does not; the message names a preset for which it suffices, if there is one.
    /// </exception>
    public static void Require(LossPreset preset, WeightsFile weights)
    {
        IReadOnlyList<string> missing = Missing(preset, weights);
        if (missing.Count == 0)
            return;
        LossPreset other = DefaultOf(weights);
        string advice = Missing(other, weights).Count == 0
            ? $"take preset {other.Name}, whose layers it has, or other content and style layers."
            : "take other weights, or other content and style layers.";
        throw new InputException(
            $"preset {preset.Name} reads {string.Join(", ", missing)}, which '{weights.DisplayName}' does not hold (it has "
            + $"{string.Join(", ", NetworkDefinition.Of(weights).Layers.Select(layer => layer.Name))}); {advice}");
    }

    private static LossPreset Adapted(LossPreset preset, WeightsFile weights) =>
        ArchitectureLayers.Adapt(preset, weights.Metadata.Architecture);
}
