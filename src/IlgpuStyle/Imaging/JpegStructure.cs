namespace IlgpuStyle.Imaging;

/// <summary>
/// The marker segments of a JPEG file (ITU-T T.81, annex B): FF, a marker byte, and mostly a two-byte
/// length.
/// </summary>
internal static class JpegStructure
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const byte App1 = 0xE1;

    /// <summary>
    /// Reads the frame header (SOF0 to SOF2) and the orientation in the EXIF segment before it.
    /// </summary>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var window = new ByteWindow(file);
        int orientation = 1;
        for (int offset = NextMarker(file, 2); ; offset = NextMarker(file, SegmentEnd(window, offset)))
        {
            byte marker = file[offset];
            if (marker is 0xC0 or 0xC1 or 0xC2)
                return new ImageHeader(ImageFormat.Jpeg, FrameSize(window, offset), orientation);
            if (marker is 0xC3 or (>= 0xC5 and <= 0xCF and not 0xC8 and not 0xCC))
            {
                throw new InvalidDataException(
                    "it is a lossless, hierarchical or arithmetic-coded JPEG; convert it to a plain one");
            }

            if (marker is StartOfScan or EndOfImage)
                throw new InvalidDataException("the JPEG is damaged: it has no frame header");
            if (marker == App1 && orientation == 1)
                orientation = Orientation(window, offset);
        }
    }

    /// <summary>Checks that the segments and scans reach the end marker.</summary>
    public static void CheckComplete(ReadOnlySpan<byte> file)
    {
        var window = new ByteWindow(file);
        for (int offset = NextMarker(file, 2); file[offset] != EndOfImage;)
            offset = NextMarker(file, SegmentEnd(window, offset));
    }

    // In entropy-coded data FF00 is a stuffed FF and FFD0 to FFD7 are restart markers: neither ends the
    // scan.
    private static int NextMarker(ReadOnlySpan<byte> file, int offset)
    {
        while (true)
        {
            int step = offset < file.Length ? file[offset..].IndexOf((byte)0xFF) : -1;
            if (step < 0 || offset + step + 1 >= file.Length)
                throw ByteWindow.Truncated(file.Length);
            offset += step + 1;
            if (file[offset] is not (0x00 or 0x01 or 0xFF or (>= 0xD0 and <= 0xD7)))
                return offset;
        }
    }

    // Of a marker byte at `offset`: where its segment ends. A second start of image has no length.
    private static int SegmentEnd(ByteWindow window, int offset)
    {
        if (window.U8(offset) == 0xD8)
            return offset + 1;
        int length = window.U16Big(offset + 1);
        window.Need(offset + 1, length);
        return offset + 1 + Math.Max(2, length);
    }

    // SOF: length (2), precision (1), height (2), width (2).
    private static ImageSize FrameSize(ByteWindow window, int offset) =>
        new(window.U16Big(offset + 6), window.U16Big(offset + 4));

    private static int Orientation(ByteWindow window, int offset)
    {
        int length = window.U16Big(offset + 1);
        if (length < 8)
            return 1;
        ReadOnlySpan<byte> segment = window.Slice(offset + 3, length - 2);
        return segment.StartsWith("Exif\0\0"u8) ? ExifOrientation.Parse(segment[6..]) : 1;
    }
}
