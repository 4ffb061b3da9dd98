using System.Globalization;
using ImageMagick;

namespace IlgpuStyle.Imaging;

/// <summary>Pictures through ImageMagick: decoded, turned upright, converted to the colours that are wanted.</summary>
internal static class MagickReader
{
    // ImageMagick's pixels, and once more while they are turned; a decoder's own besides, in 8 bits or rows. JPEG 2000 and XL, AV1 and raw
    // files are decoded in 16 or 32 bits, and AV1 in several frames. Measured at 6 megapixels: 3 to 7 and 12 to 16.
    private const int BytesOfPixel = 12, BytesOfWidePixel = 24, BitsOfPixel = 24, ColorSamples = 4;

    /// <summary>The most memory that decoding takes, in bytes a pixel.</summary>
    public static int BytesPerPixel(ImageFormat format, byte[] file) => format switch
    {
        ImageFormat.Avif or ImageFormat.Jxl or ImageFormat.Jp2 or ImageFormat.J2k or ImageFormat.Raw => BytesOfWidePixel,
        ImageFormat.Tiff => BytesPerPixel(new TiffTags(file).Depth()),
        _ => BytesOfPixel,
    };

    // A strip may be the whole picture. Samples beyond opacity are kept too, and slowly: 20 of 49 megapixels took 37 s and 2 GB.
    private static int BytesPerPixel((int Samples, int Bits) depth) => Math.Max(
        BytesOfPixel, BytesOfPixel * depth.Samples * depth.Bits / (depth.Samples > ColorSamples ? 8 : BitsOfPixel));

    /// <summary>The most pixels that libjpeg decodes a JPEG to where a smaller size is enough: at less than twice its sides, and at an
    /// eighth of the file's at the least.</summary>
    public static long PixelsAtFraction(ImageSize file, ImageSize enough) =>
        Math.Min(file.Pixels, Math.Max(4 * enough.Pixels, file.Pixels / 64));

    /// <summary>Size by the header, upright.</summary>
    /// <exception cref="InvalidDataException">No library, or a damaged header.</exception>
    public static ImageSize Size(ImageFormat format, byte[] file)
    {
        if (format is ImageFormat.Jp2 or ImageFormat.J2k)
            Jpeg2000Tiles.Check(file);
        using MagickImage image = Guarded(format, image => image.Ping(file, Settings(format)));
        ImageSize size = new((int)image.Width, (int)image.Height);
        if (TiffTags.IsTiff(file))
            new TiffTags(file).CheckTiles(size);
        return OrientationOf(format, file, image) >= Orientation.LeftTop ? new ImageSize(size.Height, size.Width) : size;
    }

    /// <summary>The picture.</summary>
    /// <param name="format">By content.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="header">What a PNG or JPEG says of itself; else null.</param>
    /// <param name="reading">Size and colours.</param>
    /// <param name="notes">Gets what the user should know.</param>
    /// <returns>With the profile of its values; null for sRGB.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static (RgbImage Image, byte[]? Profile) Read(ImageFormat format, byte[] file, ImageHeader? header, PictureReading reading,
        ICollection<string> notes)
    {
        MagickReadSettings settings = Settings(format);
        // libjpeg decodes at an eighth, a quarter, … for a fraction of the cost.
        if (format == ImageFormat.Jpeg && reading.Enough is { } enough)
        {
            ImageSize stored = header!.Size.WithLongSide(Math.Min(enough.LongSide, header.Size.LongSide));
            settings.SetDefine(MagickFormat.Jpeg, "size", $"{stored.Width}x{stored.Height}");
        }

        if (format == ImageFormat.Png)
            file = PngStructure.ForOtherReader(header!);
        if (format == ImageFormat.Jpeg && header!.LacksEnd)
        {
            file = [.. file, 0xFF, 0xD9];
            notes.Add("its end marker is missing");
        }

        using MagickImage image = Guarded(format, image => image.Read(file, settings));
        if (image.GetExifProfile() is { } exif)
            image.RemoveProfile(exif);
        if (header is not null)
            image.Orientation = (Orientation)header.Orientation;
        else
            image.Orientation = OrientationOf(format, file, image);
        image.AutoOrient();
        byte[]? profile = MagickColors.Convert(image, header?.Profile ?? Named(image), reading, notes);
        if (format == ImageFormat.Bmp && HasUnusedByte(file))
            image.HasAlpha = false;
        return (Export(image, reading.Enough), profile);
    }

    /// <summary>The EXIF block of a file as a picture made from it may have it, from its TIFF header on; null if it has none.</summary>
    public static byte[]? Exif(ImageFormat format, byte[] file)
    {
        if (format == ImageFormat.WebP)
            return WebPChunks.Find(file, "EXIF"u8) is { Length: > 0 } chunk ? TiffTags.OfResult(chunk) : null;
        using MagickImage image = Guarded(format, image => image.Ping(file, Settings(format)));
        return image.GetExifProfile()?.ToByteArray() is { } exif ? TiffTags.OfResult(exif) : null;
    }

    /// <summary>The XMP packet of a file; null if it has none.</summary>
    public static byte[]? Xmp(ImageFormat format, byte[] file)
    {
        if (format == ImageFormat.WebP)
            return WebPChunks.Find(file, "XMP "u8) is { Length: > 0 } xmp ? xmp.ToArray() : null;
        using MagickImage image = Guarded(format, image => image.Ping(file, Settings(format)));
        return image.GetXmpProfile()?.ToByteArray();
    }

    // ImageMagick looks for a WebP's only when it decodes, and for an animation's not at all.
    private static Orientation OrientationOf(ImageFormat format, byte[] file, MagickImage image)
    {
        if (format != ImageFormat.WebP)
            return image.Orientation;
        ReadOnlySpan<byte> exif = WebPChunks.Find(file, "EXIF"u8);
        return (Orientation)new TiffTags(exif[(exif.StartsWith("Exif\0\0"u8) ? 6 : 0)..]).OrientationOrUpright();
    }

    // An information header of the first kind, no compression: of 32 bits only three bytes mean something.
    private static bool HasUnusedByte(byte[] bmp) => bmp is [_, _, _, _, _, _, _, _, _, _, _, _, _, _, 40, 0, 0, 0, ..] && bmp.Length > 34
        && bmp[28] == 32 && bmp[30] == 0;

    private static MagickReadSettings Settings(ImageFormat format)
    {
        MagickLibrary.Load();
        MagickReadSettings settings = new() { Format = MagickLibrary.Coder(format), FrameIndex = 0, FrameCount = 1 };
        // Programs differ on what a bitmap's length includes.
        settings.SetDefine(MagickFormat.Bmp, "ignore-filesize", true);
        return settings;
    }

    /// <summary>An image that something fills, or a clause on why it cannot.</summary>
    private static MagickImage Guarded(ImageFormat format, Action<MagickImage> fill)
    {
        MagickLibrary.Load();
        string name = ImageFormatName.Of(format);
        MagickImage image = new();
        string? warning = null;
        image.Warning += (_, arguments) => warning ??= IsDamage(arguments.Exception) ? MagickLibrary.Clause(arguments.Exception!) : null;
        try
        {
            fill(image);
            if (warning is not null || image.Width == 0)
                throw new InvalidDataException($"its {name} data are damaged or truncated ({warning ?? "no pixels"})");
            return image;
        }
        catch (MagickException exception)
        {
            image.Dispose();
            throw exception is MagickResourceLimitErrorException
                ? new InvalidDataException($"it is too large to be decoded ({MagickLibrary.Clause(exception)})", exception)
                : new InvalidDataException($"its {name} data are damaged, truncated or of an unknown kind "
                    + $"({MagickLibrary.Clause(exception)})", exception);
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    // Bytes between segments, which some cameras leave, cost nothing; what says that pixels are made up does.
    private static bool IsDamage(MagickException? exception) => exception is MagickCorruptImageWarningException
        && !exception.Message.Contains("extraneous bytes before marker", StringComparison.Ordinal);

    /// <summary>The profile of a HEIF picture that names its colours: "primaries/transfer/matrix/range".</summary>
    private static byte[]? Named(MagickImage image)
    {
        int[] points = [.. (image.GetAttribute("heic:cicp") ?? "").Split('/').Select(
            word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int point) ? point : 0)];
        return points.Length >= 2 && !image.HasProfile("icc") ? CodedColors.Profile(points[0], points[1]) : null;
    }

    private static RgbImage Export(MagickImage image, ImageSize? enough)
    {
        ImageSize stored = new((int)image.Width, (int)image.Height);
        using IUnsafePixelCollection<byte> pixels = image.GetPixelsUnsafe();
        byte[] Row(int y, string mapping) => pixels.ToByteArray(0, y, image.Width, 1, mapping)!;
        // Opacities that are 0 everywhere mean nothing: nobody stores what nobody can see.
        bool hasAlpha = image.HasAlpha && Enumerable.Range(0, stored.Height).Any(y => Row(y, "A").AsSpan().ContainsAnyExcept((byte)0));
        PictureRows rows = new(stored, PictureFile.SizeRead(stored, enough));
        for (int y = 0; y < stored.Height; y++)
            rows.Add(Row(y, hasAlpha ? "RGBA" : "RGB"));
        return rows.ToImage();
    }
}
