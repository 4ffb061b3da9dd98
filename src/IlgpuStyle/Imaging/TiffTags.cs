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

    private uint? Number(uint directory, int tag, int type)
    {
        ReadOnlySpan<byte> value = Value(directory, tag, type);
        return value.IsEmpty ? null : Unsigned(value[..(type == Short ? 2 : 4)]);
    }

    /// <summary>The four bytes of an entry that hold its value or where it is; empty if there is no such entry.</summary>
    private ReadOnlySpan<byte> Value(uint directory, int tag, int type)
    {
        if (directory > _tiff.Length - 2L)
            return [];
        int entries = (int)Unsigned(_tiff.Slice((int)directory, 2));
        for (int offset = (int)directory + 2; entries > 0 && offset + EntryLength <= _tiff.Length; entries--, offset += EntryLength)
        {
            ReadOnlySpan<byte> entry = _tiff.Slice(offset, EntryLength);
            if (Unsigned(entry[..2]) == tag && Unsigned(entry.Slice(2, 2)) == type)
                return entry[8..];
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
