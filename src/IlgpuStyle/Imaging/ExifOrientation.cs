namespace IlgpuStyle.Imaging;

/// <summary>
/// Reads tag 0x0112 (Orientation) from the first directory of an EXIF block: a TIFF header, either byte
/// order, then 12-byte entries (EXIF 2.32, 4.6). A block that makes no sense is no reason to refuse a
/// picture: the answer is then 1.
/// </summary>
internal static class ExifOrientation
{
    private const int OrientationTag = 0x0112;
    private const int ShortType = 3;
    private const int EntryLength = 12;

    /// <summary>The orientation, 1 to 8.</summary>
    /// <param name="tiff">The block from its TIFF header on, without "Exif\0\0".</param>
    public static int Parse(ReadOnlySpan<byte> tiff)
    {
        bool littleEndian = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || (!littleEndian && !tiff.StartsWith("MM\0*"u8)))
            return 1;
        var window = new ByteWindow(tiff);
        long directory = littleEndian ? window.U32Little(4) : window.U32Big(4);
        if (directory + 2 > tiff.Length)
            return 1;
        int entries = U16(window, directory, littleEndian);
        for (int i = 0; i < entries; i++)
        {
            long entry = directory + 2 + ((long)i * EntryLength);
            if (entry + EntryLength > tiff.Length)
                return 1;
            if (U16(window, entry, littleEndian) != OrientationTag)
                continue;
            int value = U16(window, entry + 8, littleEndian);
            return U16(window, entry + 2, littleEndian) == ShortType && value is >= 1 and <= 8 ? value : 1;
        }

        return 1;
    }

    private static ushort U16(ByteWindow window, long offset, bool littleEndian) =>
        littleEndian ? window.U16Little(offset) : window.U16Big(offset);
}
