using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Planning;

/// <summary>
/// The host's pictures and masks besides those that the user gave. Of large ones (<see cref="PictureMemory.LeastPixels"/>) only those that
/// are in use are there, in turn: the start until the backend has it, then the targets' pictures, at the end the result.
/// </summary>
internal static class PictureCopies
{
    private const long BytesPerPixel = RgbImage.Channels * sizeof(float);

    // Of small pictures: content, start, iterate or result, and what the collector has not yet taken back. Measured at 256 to 1024 pixels
    // (tests/scripts/memory.sh).
    private const int CopiesOfSmallPictures = 7;

    // A mask at the picture's size, and at the layers of a loss: two at full size, two at half of it, which are a quarter of the positions,
    // and so on.
    private const double PlanesOfMask = 1 + 2 * (1 + 1 / 4.0 + 1 / 16.0);

    // While a picture changes its size, one channel is there between the passes over columns and rows.
    private const double Resizing = 1.0 / RgbImage.Channels;

    /// <summary>The most at one time in a stage.</summary>
    /// <param name="options">Colours.</param>
    /// <param name="pictures">The stage's, as outlines, with the masks.</param>
    /// <param name="given">Size of the content picture as it was given.</param>
    /// <param name="size">The stage's.</param>
    public static long Bytes(StyleTransferOptions options, TransferPictures pictures, ImageSize given, ImageSize size)
    {
        long picture = BytesPerPixel * size.Pixels, styles = pictures.Styles.Sum(style => BytesPerPixel * style.Picture.Size.Pixels);
        if (size.Pixels < PictureMemory.LeastPixels)
            return CopiesOfSmallPictures * picture + styles;
        bool isResized = given != size;
        double start = picture * (1 + (isResized ? Resizing : 0));
        double attraction = pictures.Attraction is null ? 0 : picture;
        double targets = attraction + (isResized ? picture : 0) + styles * (1 + Resizing);
        // Content in grey, of the size that was given; a result whose regions keep colours or not is blended from two.
        bool keeps = options.Color == ColorRule.Keep || pictures.Styles.Any(style => style.Color == ColorRule.Keep);
        bool isBlended = keeps && pictures.Styles.Any(style =>
            (style.Color ?? options.Color) != ColorRule.Keep || style.Region is not null);
        double colors = keeps ? BytesPerPixel * given.Pixels : 0;
        double result = picture * ((isBlended ? 3 : 1) + (keeps && isResized ? 1 + Resizing : 0));
        return (long)(Math.Max(Math.Max(start, targets), result) + colors + Masks(pictures, size));
    }

    /// <summary>Masks at the stage's size and at the layers'; for those of paintings at their sizes.</summary>
    private static double Masks(TransferPictures pictures, ImageSize size)
    {
        int ofResult = pictures.Styles.Select(style => style.Region).OfType<Mask>().Distinct().Count()
            + (pictures.ContentMask is null ? 0 : 1) + (pictures.Pinned is null ? 0 : 1);
        long positions = ofResult * size.Pixels + pictures.Styles.Sum(style => style.Part is null ? 0 : style.Picture.Size.Pixels);
        return PlanesOfMask * sizeof(float) * positions;
    }
}
