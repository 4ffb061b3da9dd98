using IlgpuStyle.Imaging;
using IlgpuStyle.Planning;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Planning;

/// <summary>What large runs hold on the host besides what they were given.</summary>
public sealed class PictureCopiesTests
{
    private static readonly ImageSize s_given = new(4096, 4096), s_painting = new(4096, 3072);

    /// <summary>
    /// Peaks of whole runs from file to file, less runtime, source and everything else that was planned: 4096 pixels, a network of one
    /// convolution, --tile 512, --scratch. The plan is no less than them, and no more than a third above.
    /// </summary>
    [Theory]
    [InlineData(4096, "", 186)]
    [InlineData(3600, "", 229)]
    [InlineData(4096, "keep", 381)]
    [InlineData(4096, "match", 189)]
    [InlineData(4096, "pin", 394)]
    [InlineData(4096, "mask", 385)]
    public void Bytes_OfALargePicture_AreThoseOfMeasuredRuns(int size, string what, int measuredMebibytes)
    {
        Mask mask = Mask.Outline(600, 600);
        TransferPictures pictures = Outlines(size) with { Pinned = what == "pin" ? mask : null,
            ContentMask = what == "mask" ? mask : null };
        StyleTransferOptions options = new()
        {
            Size = size, Color = what switch { "keep" => ColorRule.Keep, "match" => ColorRule.Match, _ => ColorRule.Style },
        };
        double planned = PictureCopies.Bytes(options, pictures, s_given, new ImageSize(size, size)) / (double)(1 << 20);
        Assert.InRange(planned, measuredMebibytes, 1.34 * measuredMebibytes);
    }

    [Fact]
    public void Bytes_RegionsThatKeepAndThatDoNot_CountWhatIsBlended()
    {
        Mask mask = Mask.Outline(600, 600);
        TransferPictures pictures = Outlines(4096);
        TransferPictures mixed = pictures with
        {
            Styles = [pictures.Styles[0] with { Region = mask, Color = ColorRule.Keep },
                pictures.Styles[0] with { Region = Mask.Outline(600, 600) }],
        };
        long picture = 3L * sizeof(float) * s_given.Pixels;
        Assert.True(Bytes(mixed) >= Bytes(mixed with { Styles = [.. mixed.Styles.Select(style => style with { Color = null })] })
            + 2 * picture);

        static long Bytes(TransferPictures of) => PictureCopies.Bytes(new StyleTransferOptions { Size = 4096 }, of, s_given, s_given);
    }

    [Fact]
    public void Bytes_SharedRegion_CountsOnce()
    {
        Mask mask = Mask.Outline(600, 600);
        TransferPictures one = Outlines(4096), two;
        one = one with { Styles = [one.Styles[0] with { Region = mask }] };
        two = one with { Styles = [one.Styles[0], one.Styles[0] with { Picture = RgbImage.Outline(new ImageSize(16, 16)) }] };
        Assert.InRange(Bytes(two) - Bytes(one), 0, 1 << 20);

        static long Bytes(TransferPictures of) => PictureCopies.Bytes(new StyleTransferOptions { Size = 4096 }, of, s_given, s_given);
    }

    private static TransferPictures Outlines(int size) => new()
    {
        Content = RgbImage.Outline(new ImageSize(size, size)),
        Styles = [new StylePicture(RgbImage.Outline(new ImageSize(size * s_painting.Width / 4096, size * s_painting.Height / 4096)))],
    };
}
