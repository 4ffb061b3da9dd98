using IlgpuStyle.Network;

namespace IlgpuStyle.Losses;

/// <summary>What a style kind keeps of the paintings, before the result's network exists, and the losses that draw to it.</summary>
internal interface IStyleTargets : IDisposable
{
    /// <summary>The style losses; they own what they draw to from now on.</summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="features">The network at the result's size.</param>
    /// <param name="preset">The formula that these targets were made for.</param>
    /// <exception cref="InputException">A region leaves nothing of a layer, or the result is too small.</exception>
    IEnumerable<ILayerLoss> Losses(PreparedNetwork network, IFeatureNetwork features, LossPreset preset);

    /// <summary>Refuses what a kind that reads whole maps cannot have.</summary>
    /// <exception cref="InputException">There is a mask or a region.</exception>
    static void RequireWholePictures(LossPreset preset, IReadOnlyList<StyleSource> styles)
    {
        if (styles.Any(style => style.Lends != LentLayers.All))
            throw new InputException(
                $"style kind {preset.StyleKindName} (preset {preset.Name}) compares all layers with the same paintings: leave out the "
                    + "coarse style, or take another preset or style kind.");
        if (styles.Any(style => style.Part is not null || style.Region is not null))
            throw new InputException(
                $"style kind {preset.StyleKindName} works on whole pictures: take pictures without masks, regions and transparent pixels, "
                    + "or another style kind.");
    }
}
