using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;

namespace IlgpuStyle.Transfer;

/// <summary>The targets of one stage: every picture and mask at its size there.</summary>
internal static class StageTargets
{
    /// <summary>Runs the pictures through the network.</summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="options">Formula and sizes.</param>
    /// <param name="pictures">Any size.</param>
    /// <param name="size">The stage's.</param>
    public static TransferTargets Compute(
        PreparedNetwork network, StyleTransferOptions options, TransferPictures pictures, ImageSize size)
    {
        RgbImage content = AtSize(pictures.Content, size, options.ContentFit);
        // One object for each region, so that styles that share one still do.
        Dictionary<Mask, Mask> regions = [];
        foreach (Mask region in pictures.Styles.Select(s => s.Region).OfType<Mask>())
            regions[region] = region.Resize(content.Width, content.Height);
        StyleSource[] styles = [.. pictures.Styles.Select(style =>
        {
            RgbImage picture = AtSize(
                style.Picture, options.StyleSizeAt(style, content.Size), options.StyleFit);
            if (style.Name is { } name && options.Preset.StyleLayers.Count > 0)
                RequireSize(
                    network, picture, style.Scale is { } scale ? FormattableString.Invariant($"'{name}' at scale {scale}") : $"'{name}'");
            return new StyleSource(
                picture, style.Weight, style.Part?.Resize(picture.Width, picture.Height),
                style.Region is null ? null : regions[style.Region], style.Lends);
        })];
        RgbImage? attraction = pictures.Attraction is null ? null : AtSize(pictures.Attraction, content.Size, options.ContentFit);
        return TransferTargets.Compute(
            network, options.Preset, content, styles, pictures.ContentMask?.Resize(content.Width, content.Height), options.Tiles,
            attraction);
    }

    // A network says only how large the picture is, and that of the photo is another.
    private static void RequireSize(PreparedNetwork network, RgbImage picture, string name)
    {
        try
        {
            FeatureNetwork.Shapes(network, picture.Shape);
        }
        catch (InputException e)
        {
            throw new InputException($"{name}: {e.Message}", e);
        }
    }

    /// <summary>
    /// A picture at the size of a stage, in [0, 1], to be read only: itself if it is that already, which at
    /// the full size of a large picture saves a copy.
    /// </summary>
    public static RgbImage Shown(
        RgbImage picture, ImageSize size, ResampleFilter filter = ResampleFilter.Auto,
        bool isTorus = false) =>
        picture.Size == size && !picture.Data.AsSpan().ContainsAnyExceptInRange(0f, 1f)
            ? picture
            : Resampler.Resize(picture, size, filter, isTorus);

    /// <summary>The picture at a size; itself if it has it.</summary>
    public static RgbImage AtSize(RgbImage picture, ImageSize size, PictureFit fit) =>
        picture.Size == size ? picture : Resampler.Resize(picture, size, fit.Filter);
}
