using IlgpuStyle.Network;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Losses;

/// <summary>Which presets a weights file has the layers for.</summary>
internal static class PresetLayers
{
    /// <summary>A preset of <see cref="LossPresets.All"/> for a network.</summary>
    /// <param name="name">Its name; null for <see cref="LossPresets.Painterly"/>.</param>
    /// <param name="weights">The network's file.</param>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static LossPreset Of(string? name, WeightsFile weights) => ArchitectureLayers.Adapt(
        name is null ? LossPresets.Painterly : LossPresets.ByName(name), weights.Metadata.Architecture);

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
    /// It does not; the message names the default if that would do.
    /// </exception>
    public static void Require(LossPreset preset, WeightsFile weights)
    {
        IReadOnlyList<string> missing = Missing(preset, weights);
        if (missing.Count == 0)
            return;
        LossPreset other = Of(null, weights);
        string advice = Missing(other, weights).Count == 0
            ? $"take preset {other.Name}, whose layers it has, or other content and style layers."
            : "take other weights, or other content and style layers.";
        throw new InputException(
            $"preset {preset.Name} reads {string.Join(", ", missing)}, which '{weights.DisplayName}' does not hold (it has "
            + $"{string.Join(", ", NetworkDefinition.Of(weights).Layers.Select(layer => layer.Name))}); {advice}");
    }
}
