using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>
/// What <see cref="ColorRule"/> means for a run: the pictures that it sees, and what becomes of its result. Gatys, Bethge, Hertzmann &amp; Shechtman,
/// "Preserving Color in Neural Artistic Style Transfer", arXiv:1606.05897.
/// </summary>
/// <param name="options">Rule, space and method.</param>
/// <param name="pictures">The pictures as they were given.</param>
internal sealed class ColorPlan(StyleTransferOptions options, TransferPictures pictures)
{
    /// <summary>
    /// The pictures for the losses. Keep: grey ones, the styles' lightness with the content's mean and deviation. Match: styles in the
    /// content's colours, limited to [0, 1] because a picture has no others. The start is the user's own and stays.
    /// </summary>
    public TransferPictures Prepare()
    {
        switch (options.Color)
        {
            case ColorRule.Keep:
                RgbImage grey = Luminance.Grey(pictures.Content, options.Luminance);
                return pictures with
                {
                    Content = grey,
                    Styles = [.. pictures.Styles.Select(s => s with { Picture = GreyLike(grey, s.Picture) })],
                };
            case ColorRule.Match:
                return pictures with
                {
                    Styles = [.. pictures.Styles.Select(s => s with
                    {
                        Picture = Limited(ColorTransfer.Match(s.Picture, pictures.Content, options.ColorMatch)),
                    })],
                };
            default:
                return pictures;
        }
    }

    /// <summary>The picture to show, in [0, 1], of an iterate of any size, which is overwritten. Keep: its lightness with the content's colours.</summary>
    public RgbImage Finish(RgbImage iterate)
    {
        RgbImage picture = Limited(iterate);
        if (options.Color != ColorRule.Keep)
            return picture;
        Luminance.CombineInto(picture, picture, StageTargets.Shown(pictures.Content, picture.Size), options.Luminance);
        return Limited(picture);
    }

    private RgbImage GreyLike(RgbImage content, RgbImage style) =>
        Limited(Luminance.MatchMoments(Luminance.Grey(style, options.Luminance), content));

    private static RgbImage Limited(RgbImage picture)
    {
        picture.Clamp();
        return picture;
    }
}
