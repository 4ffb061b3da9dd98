namespace IlgpuStyle.Imaging;

/// <summary>Tells picture formats apart by their first bytes; names and endings say nothing.</summary>
internal static class ImageSignature
{
    private const int TgaHeaderLength = 18;

    // Offset and bytes, the more special ones first.
    private static readonly (ImageFormat Format, int Offset, byte[] Bytes)[] s_signatures =
    [
        (ImageFormat.Png, 0, [.. PngChunks.Signature]),
        (ImageFormat.Jpeg, 0, [0xFF, 0xD8]),
        (ImageFormat.Gif, 0, [.. "GIF87a"u8]),
        (ImageFormat.Gif, 0, [.. "GIF89a"u8]),
        (ImageFormat.Psd, 0, [.. "8BPS"u8]),
        (ImageFormat.Hdr, 0, [.. "#?RADIANCE"u8]),
        (ImageFormat.Hdr, 0, [.. "#?RGBE"u8]),
        (ImageFormat.Bmp, 0, [.. "BM"u8]),
        (ImageFormat.WebP, 8, [.. "WEBPVP8"u8]),
        (ImageFormat.Jxl, 0, [0xFF, 0x0A]),
        (ImageFormat.Jxl, 0, [0, 0, 0, 12, .. "JXL \r\n"u8, 0x87, 10]),
        (ImageFormat.Jp2, 0, [0, 0, 0, 12, .. "jP  \r\n"u8, 0x87, 10]),
        (ImageFormat.J2k, 0, [0xFF, 0x4F, 0xFF, 0x51]),
        (ImageFormat.Qoi, 0, [.. "qoif"u8]),
        (ImageFormat.Raw, 4, [.. "ftypcrx "u8]),
        (ImageFormat.Raw, 0, [.. "FUJIFILMCCD-RAW"u8]),
        (ImageFormat.Raw, 0, [.. "IIU\0"u8]),
        (ImageFormat.Raw, 0, [.. "IIRO"u8]),
        (ImageFormat.Raw, 0, [.. "IIRS"u8]),
        (ImageFormat.Raw, 0, [.. "MMOR"u8]),
        (ImageFormat.Raw, 0, [.. "\0MRM"u8]),
        (ImageFormat.Raw, 0, [.. "FOVb"u8]),
        (ImageFormat.Raw, 6, [.. "HEAPCCDR"u8]),
    ];

    private static readonly (string Name, int Offset, byte[] Bytes)[] s_others =
    [
        ("a PDF document", 0, [.. "%PDF"u8]),
        ("a PostScript document", 0, [.. "%!PS"u8]),
        ("a Git LFS pointer (git lfs pull fetches the picture)", 0, [.. "version https://git-lfs"u8]),
        ("an OpenEXR picture", 0, [0x76, 0x2F, 0x31, 0x01]),
        ("a film", 4, [.. "ftyp"u8]),
        ("a film", 0, [0x1A, 0x45, 0xDF, 0xA3]),
        ("a ZIP archive or office document", 0, [.. "PK\u0003\u0004"u8]),
    ];

    /// <summary>The format of a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">It is empty, or no picture in a format that can be read.</exception>
    public static ImageFormat Recognise(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
            throw new InvalidDataException("the file is empty");
        foreach ((ImageFormat format, int offset, byte[] bytes) in s_signatures)
        {
            if (Holds(file, offset, bytes))
                return format;
        }

        if (TiffTags.IsTiff(file))
            return new TiffTags(file).IsRaw() ? ImageFormat.Raw : ImageFormat.Tiff;
        if (Holds(file, 4, "ftyp"u8) && Heif(file) is { } heif)
            return heif;
        if (file.Length > 2 && file[0] == 'P' && file[1] is >= (byte)'1' and <= (byte)'7' && file[2] is (byte)'\n' or (byte)' ' or (
            byte)'\r' or (byte)'\t')
            return ImageFormat.Pnm;
        if (IsPlausibleTga(file))
            return ImageFormat.Tga;
        throw new InvalidDataException(Describe(file));
    }

    /// <summary>By the brands of the first box: size, "ftyp", major brand, version, compatible brands (ISO 14496-12, 4.3).</summary>
    private static ImageFormat? Heif(ReadOnlySpan<byte> file)
    {
        bool isHeif = false;
        int end = Math.Min(file.Length, file[2] << 8 | file[3]);
        for (int offset = 8; offset + 4 <= end; offset += offset == 8 ? 8 : 4)
        {
            ReadOnlySpan<byte> brand = file.Slice(offset, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
                return ImageFormat.Avif;
            isHeif |= brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8)
                || brand.SequenceEqual("msf1"u8);
        }

        return isHeif ? ImageFormat.Heic : null;
    }

    /// <summary>Whether the bytes can be a TGA header. The format has no signature, so every field that can be judged is.</summary>
    private static bool IsPlausibleTga(ReadOnlySpan<byte> file)
    {
        if (file.Length < TgaHeaderLength)
            return false;
        int mapType = file[1], mapEntryBits = file[7], bits = file[16];
        bool kindFits = file[2] switch
        {
            1 or 9 => mapType == 1 && bits is 8 or 16 && mapEntryBits is 8 or 15 or 16 or 24 or 32,
            2 or 10 => mapType <= 1 && bits is 15 or 16 or 24 or 32,
            3 or 11 => mapType <= 1 && bits is 8 or 16,
            _ => false,
        };
        return kindFits && (file[17] & 0xC0) == 0;
    }

    private static string Describe(ReadOnlySpan<byte> file)
    {
        string? name = null;
        foreach ((string other, int offset, byte[] bytes) in s_others)
        {
            if (name is null && Holds(file, offset, bytes))
                name = other;
        }

        if (file.TrimStart(" \t\r\n"u8).StartsWith("<"u8))
            name = "an HTML, XML or SVG text";
        string found = name is null ? "it is not a picture in a known format" : $"it is {name}";
        return $"{found}; PNG, JPEG, HEIC, AVIF, WebP, TIFF, JPEG XL, JPEG 2000, raw files, PSD, GIF, BMP, TGA, HDR, Netpbm and QOI can "
            + "be read";
    }

    private static bool Holds(ReadOnlySpan<byte> file, int offset, ReadOnlySpan<byte> bytes) =>
        file.Length >= offset + bytes.Length && file.Slice(offset, bytes.Length).SequenceEqual(bytes);
}
