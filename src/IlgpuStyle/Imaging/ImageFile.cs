using StbImageWriteSharp;

namespace IlgpuStyle.Imaging;

/// <summary>
/// Pictures from and to files. Formats are recognised by content when reading and chosen by the extension when writing. Everything that can
/// be wrong with a file ends as an <see cref="InputException"/> with one line.
/// </summary>
public static class ImageFile
{
    private const int MaxJpegSide = 65_535, MaxWebPSide = 16_383;

    // Up to here the smaller writer halves the resolution of colour.
    private const int HalvedColorQuality = 90;

    private const string Endings = ".png, .jpg, .webp, .tif or .avif";

    /// <summary>
    /// Reads a picture whole; see <see cref="PictureFile"/>. Colours are converted to sRGB, and the EXIF orientation is applied.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="alpha">What becomes of transparency.</param>
    /// <param name="limits">Largest accepted size; <see cref="ImageLimits.Default"/> if null.</param>
    /// <exception cref="InputException">The file is missing, unreadable, empty, too large, truncated, damaged or no picture.</exception>
    public static RgbImage Read(string path, AlphaMode alpha = AlphaMode.CompositeOnWhite, ImageLimits? limits = null) =>
        PictureFile.Open(path, limits).Read(new PictureReading { Alpha = alpha });

    /// <summary>Reads the bytes of a picture file.</summary>
    /// <param name="file">All of them.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="alpha">What becomes of transparency.</param>
    /// <param name="limits">Largest accepted size; <see cref="ImageLimits.Default"/> if null.</param>
    /// <exception cref="InputException">They are empty, too large, truncated, damaged or no picture.</exception>
    public static RgbImage Read(byte[] file, string name, AlphaMode alpha = AlphaMode.CompositeOnWhite, ImageLimits? limits = null) =>
        PictureFile.Open(file, name, limits).Read(new PictureReading { Alpha = alpha });

    /// <summary>Writes a picture; an existing file is replaced only once the new one is complete.</summary>
    /// <param name="path">The file: .png, .jpg, .jpeg, .webp, .tif, .tiff or .avif.</param>
    /// <param name="image">
    /// The picture. Values are limited to [0, 1] and rounded to the nearest step; JPEG, which knows no transparency, gets it in front of
    /// white.
    /// </param>
    /// <param name="settings">Bits, quality, profile, texts; the defaults if null.</param>
    /// <exception cref="InputException">The extension, the folder or the disk does not allow it.</exception>
    public static void Write(string path, RgbImage image, PictureWriting? settings = null)
    {
        settings ??= new PictureWriting();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Quality, 100);
        CheckWritable(path, depth: settings.Depth);
        ImageFormat format = FormatOf(path, settings.Depth);
        int maxSide = format switch { ImageFormat.Jpeg => MaxJpegSide, ImageFormat.WebP => MaxWebPSide, _ => int.MaxValue };
        if (image.Size.LongSide > maxSide)
            throw FileBytes.CannotWrite(
                path, $"{ImageFormatName.Of(format)} holds at most {maxSide} pixels a side, not {image.Size}; use .png");
        try
        {
            if (format == ImageFormat.Png)
            {
                AtomicFile.Write(path, stream => PngWriter.Write(stream, image, settings));
                return;
            }

            byte[] encoded = Encode(image, format, settings);
            AtomicFile.Write(path, stream => stream.Write(encoded));
        }
        catch (Exception exception) when (
            FileFailure.IsOne(exception) || exception is DllNotFoundException or InvalidDataException)
        {
            throw FileBytes.CannotWrite(path, exception.Message, exception);
        }
    }

    /// <summary>The keyword and text pairs that <see cref="Write"/> stored in a file; none in a file of another format.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file cannot be read, is no picture, or a damaged PNG.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> ReadTexts(string path)
    {
        byte[] file = FileBytes.Read(path);
        try
        {
            ImageFormat format = ImageSignature.Recognise(file);
            IReadOnlyList<KeyValuePair<string, string>> texts = format switch
            {
                ImageFormat.Png => PngTextChunks.Read(file),
                ImageFormat.Jpeg => JpegSegments.ReadTexts(file),
                ImageFormat.WebP or ImageFormat.Tiff or ImageFormat.Avif =>
                    MagickReader.Xmp(format, file) is { } xmp ? XmpTexts.Read(xmp) : [],
                _ => [],
            };
            return [.. texts.Where(text => text.Key != PictureSeal.Keyword)];
        }
        catch (InvalidDataException exception)
        {
            throw FileBytes.CannotRead(path, exception.Message, exception);
        }
    }

    /// <summary>Checks what can be checked ahead of hours of work: the extension, the folder and its permissions.</summary>
    /// <param name="path">The file that <see cref="Write"/> will get.</param>
    /// <param name="pixels">
    /// Pixels of the picture, if known: half a byte of room is asked for each, less than any picture but a plain one needs.
    /// </param>
    /// <param name="depth">Bits of a sample that it will be written with.</param>
    /// <exception cref="InputException">
    /// The extension is none that is written, or cannot hold as many bits, the folder cannot be written to, or the disk is full.
    /// </exception>
    public static void CheckWritable(string path, long pixels = 0, int depth = 8)
    {
        _ = FormatOf(path, depth);
        if (path.Contains('\0'))
            throw FileBytes.CannotWrite(path, "the name holds a null character");
        if (Directory.Exists(path))
            throw FileBytes.CannotWrite(path, "it is a folder");
        try
        {
            AtomicFile.Probe(path, pixels / 2);
        }
        catch (Exception exception) when (FileFailure.IsOne(exception))
        {
            // The name may be nobody's choice: beside the photo.
            throw FileBytes.CannotWrite(path, $"{exception.Message.TrimEnd('.')}; name a file elsewhere with -o", exception);
        }
    }

    /// <summary>A picture as the bytes of a file.</summary>
    /// <param name="image">The picture; as <see cref="Write"/> takes it.</param>
    /// <param name="format">PNG, JPEG, WebP, TIFF or AVIF.</param>
    /// <param name="settings">As <see cref="Write"/> takes them.</param>
    /// <exception cref="InvalidDataException">The format needs ImageMagick, which cannot be loaded.</exception>
    public static byte[] Encode(RgbImage image, ImageFormat format, PictureWriting? settings = null)
    {
        settings ??= new PictureWriting();
        if (format == ImageFormat.Png)
        {
            using var stream = new MemoryStream();
            PngWriter.Write(stream, image, settings);
            return stream.ToArray();
        }

        if (settings.IsSealed)
            settings = settings with { Texts = [.. settings.Texts, new(PictureSeal.Keyword, PictureSeal.Blank)] };
        byte[] file = format == ImageFormat.Jpeg
            ? JpegSegments.Insert(EncodeJpeg(image.CompositeOn(1), settings), settings)
            : MagickWriter.Encode(image, format, settings);
        if (settings.IsSealed)
            PictureSeal.Close(file);
        return file;
    }

    private static byte[] EncodeJpeg(RgbImage image, PictureWriting settings)
    {
        if (settings.Quality <= HalvedColorQuality && MagickLibrary.IsThere)
            return MagickWriter.Encode(image, ImageFormat.Jpeg, settings);
        using var stream = new MemoryStream();
        new ImageWriter().WriteJpg(
            PixelBytes.FromImage(image), image.Width, image.Height, ColorComponents.RedGreenBlue, stream, settings.Quality);
        return stream.ToArray();
    }

    /// <summary>The format that <see cref="Write"/> gives a file, by the name's ending; null if it writes none such.</summary>
    internal static ImageFormat? WrittenFormat(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => ImageFormat.Png,
        ".jpg" or ".jpeg" => ImageFormat.Jpeg,
        ".webp" => ImageFormat.WebP,
        ".tif" or ".tiff" => ImageFormat.Tiff,
        ".avif" => ImageFormat.Avif,
        _ => null,
    };

    private static ImageFormat FormatOf(string path, int depth)
    {
        ImageFormat format = WrittenFormat(path) ?? throw FileBytes.CannotWrite(
            path, Path.GetExtension(path).ToLowerInvariant() is { Length: > 0 } ending
                ? $"extension '{ending}' is unknown; use {Endings}"
                : $"the name has no ending; use {Endings}");
        if (depth is not (8 or 16))
            throw FileBytes.CannotWrite(path, $"{depth} bits a sample are unknown; use 8 or 16");
        return depth == 8 || format == ImageFormat.Png
            ? format
            : throw FileBytes.CannotWrite(path, $"{ImageFormatName.Of(format)} is written with 8 bits a sample; use .png for {depth}");
    }
}
