using StbImageSharp;
using StbImageWriteSharp;
using ReadComponents = StbImageSharp.ColorComponents;
using WriteComponents = StbImageWriteSharp.ColorComponents;

namespace IlgpuStyle.Imaging;

/// <summary>
/// Pictures from and to files. Formats are recognised by content when reading and chosen by the extension
/// when writing. Everything that can be wrong with a file ends as an <see cref="InputException"/> with one
/// line.
/// </summary>
public static class ImageFile
{
    // Beyond every picture within the default limits (100 megapixels of 64 bits); it only stops endless
    // streams.
    private const long MaxFileBytes = 1L << 30;
    private const int MaxJpegSide = 65_535;

    /// <summary>
    /// Reads a picture: PNG (16-bit ones at full precision), JPEG, GIF (first frame), BMP, PSD, HDR or TGA;
    /// grey, palette and CMYK become RGB, and the EXIF orientation is applied. Colour profiles and gamma
    /// chunks are ignored: values are taken as sRGB.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="alpha">What becomes of transparency.</param>
    /// <param name="limits">Largest accepted size; <see cref="ImageLimits.Default"/> if null.</param>
    /// <exception cref="InputException">The file is missing, unreadable, empty, too large, truncated,
    /// damaged or no picture.</exception>
    public static RgbImage Read(
        string path, AlphaMode alpha = AlphaMode.CompositeOnWhite, ImageLimits? limits = null) =>
        Read(ReadBytes(path), path, alpha, limits);

    /// <summary>Reads the bytes of a picture file.</summary>
    /// <param name="file">All of them.</param>
    /// <param name="path">What messages call it.</param>
    /// <param name="alpha">What becomes of transparency.</param>
    /// <param name="limits">Largest accepted size; <see cref="ImageLimits.Default"/> if null.</param>
    /// <exception cref="InputException">They are empty, too large, truncated, damaged or no picture.</exception>
    public static RgbImage Read(
        byte[] file, string path, AlphaMode alpha = AlphaMode.CompositeOnWhite, ImageLimits? limits = null)
    {
        try
        {
            return Decode(file, alpha, limits ?? ImageLimits.Default);
        }
        catch (InvalidDataException exception)
        {
            throw CannotRead(path, exception.Message, exception);
        }
        catch (OutOfMemoryException exception)
        {
            throw CannotRead(path, "there is not enough memory for it", exception);
        }
    }

    /// <summary>
    /// Writes a picture as PNG or JPEG; an existing file is replaced only once the new one is complete.
    /// </summary>
    /// <param name="path">The file; .png, .jpg or .jpeg.</param>
    /// <param name="image">The picture. Values are limited to [0, 1] and rounded to the nearest of 256
    /// steps; JPEG, which knows no transparency, gets it in front of white.</param>
    /// <param name="quality">JPEG quality, 1 to 100; above 90 colour is stored at full resolution.</param>
    /// <param name="texts">
    /// Keyword and text pairs to store in the file, such as the settings that made the picture: PNG text
    /// chunks or JPEG comments.
    /// </param>
    /// <exception cref="InputException">The extension, the folder or the disk does not allow it.</exception>
    public static void Write(
        string path, RgbImage image, int quality = 95, IReadOnlyCollection<KeyValuePair<string, string>>? texts = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        CheckWritable(path);
        ImageFormat format = FormatOf(path);
        if (format == ImageFormat.Jpeg && image.Size.LongSide > MaxJpegSide)
            throw CannotWrite(
                path, $"JPEG holds at most {MaxJpegSide} pixels a side, not {image.Size}; use .png");
        try
        {
            if (format == ImageFormat.Png)
            {
                AtomicFile.Write(path, stream => PngWriter.Write(stream, image, texts ?? []));
                return;
            }

            byte[] encoded = JpegComments.Insert(Encode(image, format, quality), texts ?? []);
            AtomicFile.Write(path, stream => stream.Write(encoded));
        }
        catch (DllNotFoundException exception)
        {
            throw CannotWrite(path, exception.Message, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, exception.Message, exception);
        }
    }

    /// <summary>
    /// The keyword and text pairs that <see cref="Write"/> stored in a file; none in a file of another
    /// format.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file cannot be read, or it is a damaged PNG.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> ReadTexts(string path)
    {
        byte[] file = ReadBytes(path);
        try
        {
            if (file.AsSpan().StartsWith(PngStructure.Signature))
                return PngTextChunks.Read(file);
            return file.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) ? JpegComments.Read(file) : [];
        }
        catch (InvalidDataException exception)
        {
            throw CannotRead(path, exception.Message, exception);
        }
    }

    /// <summary>
    /// Checks what can be checked ahead of hours of work: the extension, the folder and its permissions.
    /// </summary>
    /// <param name="path">The file that <see cref="Write"/> will get.</param>
    /// <param name="pixels">
    /// Pixels of the picture, if known: half a byte of room is asked for each, less than any picture but a
    /// plain one needs.
    /// </param>
    /// <exception cref="InputException">
    /// The extension is not one of PNG's or JPEG's, the folder does not exist or cannot be written to, or the
    /// disk is full.
    /// </exception>
    public static void CheckWritable(string path, long pixels = 0)
    {
        _ = FormatOf(path);
        if (path.Contains('\0'))
            throw CannotWrite(path, "the name holds a null character");
        if (Directory.Exists(path))
            throw CannotWrite(path, "it is a folder");
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
            throw CannotWrite(path, $"the folder '{folder}' does not exist; create it first");
        try
        {
            AtomicFile.Probe(path, pixels / 2);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, exception.Message, exception);
        }
    }

    private static RgbImage Decode(byte[] file, AlphaMode alpha, ImageLimits limits)
    {
        ImageHeader header = ImageHeader.Parse(file);
        limits.Check(header.Size);
        header.CheckComplete(file);
        RgbImage image = header.BitsPerSample == 16
            ? Png16Decoder.Decode(file, header.Size)
            : DecodeWithStb(file, header);
        image = ImageOrientation.Apply(image, header.Orientation);
        return alpha == AlphaMode.Keep ? image : image.CompositeOn(1);
    }

    // The decoder is a translation of C code: garbage can make it throw anything, and each of those means a
    // damaged file.
    private static RgbImage DecodeWithStb(byte[] file, ImageHeader header)
    {
        ImageResult result;
        try
        {
            result = ImageResult.FromMemory(file, ReadComponents.RedGreenBlueAlpha);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException and not DllNotFoundException)
        {
            string format = header.Format.ToString().ToUpperInvariant();
            throw new InvalidDataException(
                $"its {format} data are damaged or of an unknown kind ({exception.Message})", exception);
        }

        if (result.Width != header.Size.Width || result.Height != header.Size.Height)
            throw new InvalidDataException(
                $"its header says {header.Size} pixels and its data {result.Width}×{result.Height}");
        return PixelBytes.ToImage(result.Data, header.Size);
    }

    /// <summary>A picture as the bytes of a file.</summary>
    /// <param name="image">The picture; as <see cref="Write"/> takes it.</param>
    /// <param name="format">PNG or JPEG.</param>
    /// <param name="quality">JPEG quality, 1 to 100.</param>
    public static byte[] Encode(RgbImage image, ImageFormat format, int quality = 95)
    {
        using var stream = new MemoryStream();
        if (format == ImageFormat.Png)
        {
            PngWriter.Write(stream, image, []);
            return stream.ToArray();
        }

        byte[] pixels = PixelBytes.FromImage(image.CompositeOn(1));
        new ImageWriter().WriteJpg(pixels, image.Width, image.Height, WriteComponents.RedGreenBlue, stream, quality);
        return stream.ToArray();
    }

    private static ImageFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".png" => ImageFormat.Png,
        ".jpg" or ".jpeg" => ImageFormat.Jpeg,
        string other => throw CannotWrite(path, $"extension '{other}' is unknown; use .png, .jpg or .jpeg"),
    };

    private static byte[] ReadBytes(string path)
    {
        if (path.Length == 0)
            throw CannotRead(path, "expected the name of a file");
        if (Directory.Exists(path))
            throw CannotRead(path, "it is a folder");
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.CanSeek && stream.Length is > 0 and <= MaxFileBytes)
            {
                byte[] whole = new byte[stream.Length];
                stream.ReadExactly(whole);
                return whole;
            }

            using var bytes = new MemoryStream();
            byte[] block = new byte[64 * 1024];
            for (int read; (read = stream.Read(block)) > 0; bytes.Write(block, 0, read))
            {
                if (bytes.Length > MaxFileBytes)
                    throw CannotRead(path, $"the file is larger than {MaxFileBytes >> 20} MiB");
            }

            return bytes.ToArray();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CannotRead(path, "there is no such file", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw CannotRead(path, "its permissions do not allow reading it", exception);
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            throw CannotRead(path, exception.Message, exception);
        }
    }

    private static InputException CannotRead(string path, string reason, Exception? cause = null) =>
        new(OneLine($"cannot read picture '{path}': {reason}") + ".", cause);

    private static InputException CannotWrite(string path, string reason, Exception? cause = null) =>
        new(OneLine($"cannot write picture '{path}': {reason}") + ".", cause);

    // File names and data can hold control characters, and other people's messages end in a full stop.
    private static string OneLine(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).TrimEnd('.', ' ');
}
