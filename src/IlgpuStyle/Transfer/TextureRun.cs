using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>
/// Style transfer without content: a new picture of any size with a picture's style, from noise (Gatys, Ecker
/// &amp; Bethge, "Texture Synthesis Using Convolutional Neural Networks", NIPS 2015).
/// </summary>
internal static class TextureRun
{
    /// <summary>
    /// The options for a texture: no content term, a start at noise with the style's mean and deviation, the
    /// style at its own size so that its strokes keep theirs whatever the output's.
    /// </summary>
    /// <param name="options">What else to compute.</param>
    /// <param name="size">Of the texture.</param>
    /// <param name="style">Size of the style picture.</param>
    /// <param name="tileable">
    /// Circular padding: the network sees a torus, and copies of the result fit side by side. Sides become
    /// multiples of <see cref="ScalePlan.Grid"/>.
    /// </param>
    public static StyleTransferOptions Options(
        StyleTransferOptions options, ImageSize size, ImageSize style, bool tileable) => options with
    {
        Size = size.LongSide,
        StyleSize = options.StyleSize ?? (int)Math.Round(style.LongSide * options.StyleScale),
        Preset = options.Preset with
        {
            ContentLayers = [],
            ContentWeight = 0,
            // Total variation ends at the border: it would smooth everything but the seam, which then shows.
            TotalVariationWeight = tileable ? 0 : options.Preset.TotalVariationWeight,
        },
        Init = options.Init == InitKind.Matched ? InitKind.Statistics : options.Init,
        Network = tileable ? options.Network with { Padding = PaddingMode.Circular } : options.Network,
    };

    /// <summary>
    /// The pictures: the style, and a black one in the content's place, of which only the size counts.
    /// </summary>
    public static TransferPictures Pictures(ImageSize size, RgbImage style) => new()
    {
        Content = new RgbImage(size.Width, size.Height),
        Styles = [new StylePicture(style)],
    };
}
