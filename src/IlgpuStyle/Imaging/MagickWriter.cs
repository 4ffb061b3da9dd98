using ImageMagick;

namespace IlgpuStyle.Imaging;

/// <summary>Pictures as files that our own writers do not make: WebP, TIFF, AVIF, and JPEG with full colour at low quality.</summary>
internal static class MagickWriter
{
    /// <summary>The bytes of the file.</summary>
    /// <param name="image">Values are limited to [0, 1] and rounded to the nearest of 256 steps.</param>
    /// <param name="format">One of those that are written.</param>
    /// <param name="settings">Quality, profile, texts.</param>
    public static byte[] Encode(RgbImage image, ImageFormat format, PictureWriting settings)
    {
        MagickLibrary.Load();
        bool hasAlpha = image.Alpha is not null;
        using MagickImage encoded = new();
        encoded.ReadPixels(
            PixelBytes.FromImage(image),
            new PixelReadSettings((uint)image.Width, (uint)image.Height, StorageType.Char,
                hasAlpha ? PixelMapping.RGBA : PixelMapping.RGB));
        encoded.Quality = (uint)settings.Quality;
        encoded.Settings.SetDefine(MagickFormat.Jpeg, "sampling-factor", "4:4:4");
        encoded.Settings.SetDefine(MagickFormat.Heic, "chroma", "444");
        encoded.Settings.SetDefine(MagickFormat.WebP, "lossless", settings.Quality == 100);
        // Also the colours of pixels that nobody sees: without them edges that are scaled later get dark seams.
        encoded.Settings.SetDefine(MagickFormat.WebP, "exact", true);
        encoded.Settings.Compression = format == ImageFormat.Tiff ? CompressionMethod.Zip : CompressionMethod.Undefined;
        // Of a JPEG profile and texts are inserted by ourselves, as in those of the other writer.
        if (format != ImageFormat.Jpeg)
        {
            encoded.SetProfile(settings.Profile is { } profile ? new ColorProfile(profile) : ColorProfiles.SRGB);
            if (settings.Exif is { } exif)
                encoded.SetProfile(new ExifProfile(exif));
            if (settings.Texts.Count > 0)
                encoded.SetProfile(new XmpProfile(XmpTexts.Write(settings.Texts)));
        }

        return encoded.ToByteArray(MagickLibrary.Coder(format));
    }
}
