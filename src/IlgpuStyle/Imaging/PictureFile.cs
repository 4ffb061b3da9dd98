using StbImageSharp;

namespace IlgpuStyle.Imaging;

/// <summary>
/// A picture file that has been opened: its header is known, its pixels are read when asked for. Plain PNG files are read row by row, plain
/// small JPEG files by StbImageSharp, all others by ImageMagick.
/// </summary>
internal sealed class PictureFile
{
    // ImageMagick's library costs some 60 ms; of larger plain files it saves more, most where libjpeg decodes at a fraction
    // (bench/README.md).
    internal const long LargePixels = 4_000_000;

    // A file of a megabyte or less is not worth more memory than this, in bytes by the most that reading may take; a larger one, as much
    // more as it is larger (bench/README.md, Bombs). No photo comes near it: 100 megapixels are 2.8 GB, and a JPEG of them 20 MB.
    private const long MostMemoryOfAnyFile = 500_000_000, MostMemoryPerByte = 500;

    // Twice the size that is needed: what the resampling then sees holds all that the smaller size can show.
    private const int Reserve = 2;

    // StbImageSharp: its planes and the result. libjpeg: coefficients of 16 bits, four components.
    private const int PlainBytesPerPixel = 16, CoefficientBytesPerPixel = 8;

    private readonly byte[] _file;
    private readonly ImageHeader? _header;
    private readonly ImageFormat _format;
    private readonly List<string> _notes = [];

    private PictureFile(string name, byte[] file, ImageLimits limits)
    {
        Name = name;
        _format = ImageSignature.Recognise(file);
        if (_format == ImageFormat.WebP)
            file = WebPChunks.WithOneFrame(file);
        _file = file;
        _header = ImageHeader.Parse(_format, file);
        if (_header is not null)
            limits.Check(_header.Size);
        Size = _header?.UprightSize ?? MagickReader.Size(_format, file);
        limits.Check(Size);
    }

    /// <summary>The file's name as it was given.</summary>
    public string Name { get; }

    /// <summary>Its size, upright.</summary>
    public ImageSize Size { get; }

    /// <summary>The ICC profile of the values that were read last; null for sRGB.</summary>
    public byte[]? Profile { get; private set; }

    /// <summary>What the user should know of how it was read, as clauses: converted colours, damage that was mended. Complete once it was
    /// read.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">Largest accepted size; <see cref="ImageLimits.Default"/> if null.</param>
    /// <exception cref="InputException">The file is missing, unreadable, empty, too large, damaged or no picture.</exception>
    public static PictureFile Open(string path, ImageLimits? limits = null) =>
        Open(FileBytes.Read(path), path, limits);

    /// <summary>Reads the header of a file in memory.</summary>
    /// <param name="file">All of it; kept, not copied.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">Largest accepted size; <see cref="ImageLimits.Default"/> if null.</param>
    /// <exception cref="InputException">They are empty, too large, damaged or no picture.</exception>
    public static PictureFile Open(byte[] file, string name, ImageLimits? limits = null) =>
        Guarded(name, () => new PictureFile(name, file, limits ?? ImageLimits.Default));

    /// <summary>
    /// What a picture that is made smaller needs of this file (<see cref="PictureReading.Enough"/>). Null, all of it, for files that are
    /// not large: their values are worth more than the moment it takes.
    /// </summary>
    /// <param name="longSide">The smaller picture's.</param>
    public ImageSize? EnoughFor(int longSide) =>
        Size.Pixels < LargePixels ? null : Size.WithLongSide(Math.Min(Size.LongSide, Reserve * longSide));

    /// <summary>The most memory in bytes that reading takes beside the file's own, by the header: the decoder's and the
    /// picture's.</summary>
    /// <param name="reading">As for <see cref="Read"/>.</param>
    public long BytesToRead(PictureReading reading)
    {
        long picture = (RgbImage.Channels + 1) * sizeof(float) * SizeRead(Size, reading.Enough).Pixels;
        if (_format == ImageFormat.Png && IsReadPlain(reading))
            return picture + _file.Length;
        long coefficients = _header is { HasManyScans: true } ? CoefficientBytesPerPixel * Size.Pixels : 0;
        long pixels = Size.Pixels, bytesPerPixel = MagickReader.BytesPerPixel(_format, _file);
        if (IsReadPlain(reading))
            bytesPerPixel = PlainBytesPerPixel;
        else if (_format == ImageFormat.Jpeg && reading.Enough is { } enough)
            pixels = MagickReader.PixelsAtFraction(Size, enough);
        return picture + coefficients + bytesPerPixel * pixels;
    }

    /// <summary>Reads the pixels.</summary>
    /// <param name="reading">Size, colours, transparency; all of it as it is, in sRGB and on white, if null.</param>
    /// <exception cref="InputException">The file is truncated or damaged, or there is not enough memory.</exception>
    public RgbImage Read(PictureReading? reading = null) => Guarded(Name, () => Decode(reading ?? new PictureReading()));

    /// <summary>The file's EXIF block, from its TIFF header on, without what is true of its own pixels alone; null if it has
    /// none.</summary>
    /// <exception cref="InputException">The file is damaged.</exception>
    public byte[]? ReadMetadata() => Guarded(Name, () => MagickReader.Exif(_format, _file));

    /// <summary>The size at which rows of a decoder are read.</summary>
    /// <param name="stored">The decoder's.</param>
    /// <param name="enough">As in <see cref="PictureReading.Enough"/>.</param>
    internal static ImageSize SizeRead(ImageSize stored, ImageSize? enough) =>
        enough is { } size && size.Width < stored.Width && size.Height < stored.Height ? size : stored;

    private RgbImage Decode(PictureReading reading)
    {
        long needed = BytesToRead(reading);
        if (needed > Math.Max(MostMemoryOfAnyFile, _file.Length * MostMemoryPerByte))
        {
            throw new InvalidDataException($"its header says {Size} pixels, for which reading takes up to {ByteSize.Format(needed)}: too "
                + $"much for a file of {ByteSize.Format(_file.Length)}, which is damaged or a bomb; save a smaller copy and take that");
        }

        RgbImage image = IsReadPlain(reading) ? DecodePlain(reading.Enough) : DecodeOther(reading);
        if (image.Alpha is not null && reading.Alpha == AlphaMode.CompositeOnWhite)
            image = image.CompositeOn(1);
        return image;
    }

    private bool IsReadPlain(PictureReading reading) => _header is { IsPlain: true } && reading.Profile is null
        && (_format == ImageFormat.Png || Size.Pixels < LargePixels || !MagickLibrary.IsThere);

    private RgbImage DecodeOther(PictureReading reading)
    {
        (RgbImage image, Profile) = MagickReader.Read(_format, _file, _header, reading, _notes);
        return image;
    }

    private RgbImage DecodePlain(ImageSize? enough)
    {
        PictureRows rows = new(Size, SizeRead(Size, enough));
        if (_format == ImageFormat.Png)
            PngRows.Read(_header!.Chunks!, rows);
        else
            DecodeJpeg(rows);
        return rows.ToImage();
    }

    private void DecodeJpeg(PictureRows rows)
    {
        ImageResult result;
        try
        {
            result = ImageResult.FromMemory(_file, ColorComponents.Default);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException and not DllNotFoundException)
        {
            // The decoder is a translation of C code: garbage can make it throw anything, and each of those means a damaged file.
            throw new InvalidDataException($"its JPEG data are damaged or of an unknown kind ({exception.Message})", exception);
        }

        if (result.Width != Size.Width || result.Height != Size.Height)
            throw new InvalidDataException($"its header says {Size} pixels and its data {result.Width}×{result.Height}");
        int length = result.Data.Length / Size.Height;
        for (int y = 0; y < Size.Height; y++)
            rows.Add(result.Data.AsSpan(y * length, length));
    }

    private static T Guarded<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException exception)
        {
            throw FileBytes.CannotRead(name, exception.Message, exception);
        }
        catch (OutOfMemoryException exception)
        {
            throw FileBytes.CannotRead(name, "there is not enough memory for it", exception);
        }
    }
}
