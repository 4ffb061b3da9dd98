namespace IlgpuStyle.Imaging;

/// <summary>What a picture's file says of itself before anything is decoded.</summary>
/// <param name="Format">Recognised by content.</param>
/// <param name="Size">Size as stored, before the orientation is applied.</param>
/// <param name="Orientation">EXIF orientation 1 to 8; 1 where the file names none.</param>
/// <param name="BitsPerSample">Bits of one sample; only PNG tells more than 8 from 8.</param>
internal readonly record struct ImageHeader(
    ImageFormat Format, ImageSize Size, int Orientation = 1, int BitsPerSample = 8)
{
    /// <summary>Recognises the format and reads the header.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">Not a known format, or a damaged header.</exception>
    public static ImageHeader Parse(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
            throw new InvalidDataException("the file is empty");
        if (file.StartsWith(PngStructure.Signature))
            return PngStructure.ReadHeader(file);
        if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
            return JpegStructure.ReadHeader(file);
        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8))
            return GifStructure.ReadHeader(file);
        if (file.StartsWith("8BPS"u8))
            return PsdStructure.ReadHeader(file);
        if (file.StartsWith("#?RADIANCE"u8) || file.StartsWith("#?RGBE"u8))
            return HdrStructure.ReadHeader(file);
        if (file.StartsWith("BM"u8))
            return BmpStructure.ReadHeader(file);
        if (TgaStructure.IsPlausible(file))
            return TgaStructure.ReadHeader(file);
        throw new InvalidDataException(DescribeUnknown(file));
    }

    /// <summary>
    /// Checks that the file holds all the data that its header announces, as far as the format lets one
    /// tell.
    /// </summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">The file is truncated or damaged.</exception>
    public void CheckComplete(byte[] file)
    {
        switch (Format)
        {
            case ImageFormat.Png: PngStructure.CheckComplete(file); break;
            case ImageFormat.Jpeg: JpegStructure.CheckComplete(file); break;
            case ImageFormat.Gif: GifStructure.CheckComplete(file); break;
            case ImageFormat.Psd: PsdStructure.CheckComplete(file, Size); break;
            case ImageFormat.Hdr: HdrStructure.CheckComplete(file, Size); break;
            case ImageFormat.Bmp: BmpStructure.CheckComplete(file, Size); break;
            case ImageFormat.Tga: TgaStructure.CheckComplete(file, Size); break;
            default: throw new InvalidOperationException($"No completeness check for {Format}.");
        }
    }

    private static string DescribeUnknown(ReadOnlySpan<byte> file)
    {
        const string Readable = "PNG, JPEG, GIF, BMP, PSD, HDR and TGA can be read";
        string? name = null;
        if (file.Length >= 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8))
            name = "a WebP picture";
        else if (file.Length >= 12 && file[4..].StartsWith("ftyp"u8))
            name = "a HEIC or AVIF picture or a film";
        else if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8))
            name = "a TIFF or raw picture";
        else if (file.StartsWith("%PDF"u8))
            name = "a PDF document";
        else if (file.StartsWith("version https://git-lfs"u8))
            name = "a Git LFS pointer (git lfs pull fetches the picture)";
        else if (file.TrimStart(" \t\r\n"u8).StartsWith("<"u8))
            name = "an HTML, XML or SVG text";
        return name is null
            ? $"it is not a picture in a known format; {Readable}"
            : $"it is {name}; {Readable}: convert it first";
    }
}
