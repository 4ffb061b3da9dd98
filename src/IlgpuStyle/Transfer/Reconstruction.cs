using IlgpuStyle.Losses;

namespace IlgpuStyle.Transfer;

/// <summary>
/// A picture found again, from noise, from what a network's layer keeps of it: its feature map, or the Gram
/// matrices of all layers up to it (Gatys, Ecker &amp; Bethge, CVPR 2016, figure 1).
/// </summary>
internal static class Reconstruction
{
    // Just enough smoothness to choose among the many pictures with the same features; relative losses start
    // at ½ a layer.
    private const double SmoothnessWeight = 0.5;

    /// <summary>Content at one layer alone.</summary>
    public static StyleTransferOptions Content(StyleTransferOptions options, string layer) =>
        From(options, [new(layer, 1)], []);

    /// <summary>Style at all the layers together.</summary>
    public static StyleTransferOptions Style(StyleTransferOptions options, IReadOnlyList<string> layers) =>
        From(options, [], [.. layers.Select(layer => new LayerWeight(layer, 1))]);

    private static StyleTransferOptions From(
        StyleTransferOptions options, IReadOnlyList<LayerWeight> content, IReadOnlyList<LayerWeight> style) => options with
        {
            Init = options.Init == InitKind.Matched ? InitKind.Noise : options.Init,
            Preset = LossPresets.Relative with
            {
                Name = "reconstruction",
                ContentLayers = content,
                StyleLayers = style,
                TotalVariationWeight = SmoothnessWeight,
            },
        };
}
