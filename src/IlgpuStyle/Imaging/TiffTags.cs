namespace IlgpuStyle.Imaging;

/// <summary>
/// The directories of a TIFF file, which an EXIF block is too: a header in either byte order, then 12-byte entries (TIFF 6.0, section 2).
/// What makes no sense counts as not there: a damaged block is no reason to refuse a picture.
/// </summary>
/// <param name="tiff">The file, or the block from its TIFF header on, without "Exif\0\0".</param>
internal readonly ref struct TiffTags(ReadOnlySpan<byte> tiff)
{
    private const int HeaderLength = 8, EntryLength = 12;
    private const int Byte = 1, Ascii = 2, Short = 3, Long = 4;
    private const int SamplesPerPixel = 0x0115, BitsPerSample = 0x0102, TileWidth = 0x0142, TileLength = 0x0143;
    private const long HarmlessTile = 1 << 22;
    private const int SubfileType = 0x00FE, Photometric = 0x0106, Orientation = 0x0112, SubDirectories = 0x014A, DngVersion = 0xC612;
    private const int ExifDirectory = 0x8769, ColorSpace = 0xA001, InteroperabilityDirectory = 0xA005, InteroperabilityIndex = 1;
    private const uint ColorFilterArray = 32803, LinearRaw = 34892;

    private readonly ReadOnlySpan<byte> _tiff = tiff;
    private readonly bool _isLittleEndian = tiff.StartsWith("II"u8);

    /// <summary>Whether the bytes begin like a TIFF file.</summary>
    public static bool IsTiff(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= HeaderLength && (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8));

    /// <summary>Tag Orientation (EXIF 2.32, 4.6.4): 1 to 8, and 1 where the block names none.</summary>
    public int OrientationOrUpright() => Number(First(), Orientation, Short) is { } value and >= 1 and <= 8 ? (int)value : 1;

    /// <summary>Whether the values are in Adobe RGB by the rule for cameras (DCF 2.0, "optional colour space"): interoperability index
    /// R03.</summary>
    public bool IsAdobeRgb() => Number(First(), ExifDirectory, Long) is { } exif
        && Number(exif, InteroperabilityDirectory, Long) is { } directory
        && Value(directory, InteroperabilityIndex, Ascii).StartsWith("R03"u8);

    /// <summary>Whether it is a camera's raw file: sensor data in the first directory, or a thumbnail there and the picture in a directory
    /// below it.</summary>
    public bool IsRaw() => !Value(First(), DngVersion, Byte).IsEmpty
        || Number(First(), Photometric, Short) is ColorFilterArray or LinearRaw
        || (_tiff.Length > 10 && _tiff[HeaderLength..].StartsWith("CR"u8))
        || (Number(First(), SubfileType, Long) is { } type && (type & 1) == 1 && !Value(First(), SubDirectories, Long).IsEmpty);

    /// <summary>Samples of a pixel and bits of the first of them, in the first directory, as far as they make sense.</summary>
    public (int Samples, int Bits) Depth()
    {
        uint first = First();
        int samples = (int)Math.Clamp(Number(first, SamplesPerPixel, Short) ?? 1, 1, ushort.MaxValue);
        // Two values stand in the entry, more elsewhere.
        ReadOnlySpan<byte> entry = Entry(first, BitsPerSample, Short), bits = entry.IsEmpty ? [] : entry[8..];
        if (!entry.IsEmpty && Unsigned(entry.Slice(4, 4)) > 2)
            bits = _tiff[(int)Math.Min(Unsigned(bits), _tiff.Length)..];
        return (samples, bits.Length < 2 ? 8 : (int)Unsigned(bits[..2]));
    }

    /// <summary>
    /// Throws if the tiles of the first directory are far larger than its picture: libtiff makes room for a whole one before it sees what
    /// the file holds of it.
    /// </summary>
    /// <param name="picture">The picture's size.</param>
    /// <exception cref="InvalidDataException">They are.</exception>
    public void CheckTiles(ImageSize picture)
    {
        uint width = Extent(TileWidth), length = Extent(TileLength);
        double samples = Depth().Samples, most = Math.Max(HarmlessTile, 2.0 * samples * picture.Pixels);
        if (samples * width * length > most)
            throw new InvalidDataException($"its tiles have {width}×{length} pixels, and the picture {picture}; the file is damaged");
    }

    /// <summary>What of a photo's EXIF block is true of a picture made from it: it is upright and sRGB, and the thumbnail is
    /// another's.</summary>
    /// <param name="exif">With or without "Exif\0\0".</param>
    /// <returns>From the TIFF header on.</returns>
    public static byte[] OfResult(ReadOnlySpan<byte> exif)
    {
        byte[] copy = exif[(exif.StartsWith("Exif\0\0"u8) ? 6 : 0)..].ToArray();
        TiffTags tags = new(copy);
        uint first = tags.First(), directory = tags.Number(first, ExifDirectory, Long) ?? uint.MaxValue;
        tags.Set(copy, tags.Value(first, Orientation, Short), 1);
        tags.Set(copy, tags.Value(directory, ColorSpace, Short), 1);
        if (tags.IsAdobeRgb())
            "R98"u8.CopyTo(copy.AsSpan(Offset(
                copy, tags.Value(tags.Number(directory, InteroperabilityDirectory, Long)!.Value, InteroperabilityIndex, Ascii))));
        // The directory's last word is where the next one is, the thumbnail's.
        if (first <= copy.Length - 2L && first + 2 + EntryLength * (long)tags.Unsigned(copy.AsSpan((int)first, 2)) is var next
            && next <= copy.Length - 4)
            copy.AsSpan((int)next, 4).Clear();
        return copy;
    }

    private static int Offset(byte[] tiff, ReadOnlySpan<byte> value) =>
        new ReadOnlySpan<byte>(tiff).Overlaps(value, out int offset) ? offset : 0;

    private void Set(byte[] tiff, ReadOnlySpan<byte> value, byte number)
    {
        if (!value.IsEmpty)
            (tiff[Offset(tiff, value)], tiff[Offset(tiff, value) + 1]) = _isLittleEndian ? (number, (byte)0) : ((byte)0, number);
    }

    private uint First() => IsTiff(_tiff) ? Unsigned(_tiff.Slice(4, 4)) : uint.MaxValue;

    // 0 without tiles. Whatever type a file gives it, libtiff takes: those that no program writes count as endless.
    private uint Extent(int tag) => Number(First(), tag, Short) ?? Number(First(), tag, Long)
        ?? (Entry(First(), tag, type: null).IsEmpty ? 0 : uint.MaxValue);

    private uint? Number(uint directory, int tag, int type)
    {
        ReadOnlySpan<byte> value = Value(directory, tag, type);
        return value.IsEmpty ? null : Unsigned(value[..(type == Short ? 2 : 4)]);
    }

    /// <summary>The four bytes of an entry that hold its value or where it is; empty if there is no such entry.</summary>
    private ReadOnlySpan<byte> Value(uint directory, int tag, int type)
    {
        ReadOnlySpan<byte> entry = Entry(directory, tag, type);
        return entry.IsEmpty ? [] : entry[8..];
    }

    /// <summary>Tag, type, how many values, and the value or where it is; empty if there is no such entry.</summary>
    private ReadOnlySpan<byte> Entry(uint directory, int tag, int? type)
    {
        if (directory > _tiff.Length - 2L)
            return [];
        int entries = (int)Unsigned(_tiff.Slice((int)directory, 2));
        for (int offset = (int)directory + 2; entries > 0 && offset + EntryLength <= _tiff.Length; entries--, offset += EntryLength)
        {
            ReadOnlySpan<byte> entry = _tiff.Slice(offset, EntryLength);
            if (Unsigned(entry[..2]) == tag && (type is null || Unsigned(entry.Slice(2, 2)) == type))
                return entry;
        }

        return [];
    }

    private uint Unsigned(ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        for (int i = 0; i < bytes.Length; i++)
            value = value << 8 | bytes[_isLittleEndian ? bytes.Length - 1 - i : i];
        return value;
    }
}
