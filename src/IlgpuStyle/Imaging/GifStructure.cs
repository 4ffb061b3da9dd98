namespace IlgpuStyle.Imaging;

/// <summary>
/// The blocks of a GIF file (GIF89a specification): logical screen, colour table, extensions, image data in
/// sub-blocks.
/// </summary>
internal static class GifStructure
{
    private const int ScreenLength = 13;

    /// <summary>Reads the size of the logical screen.</summary>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var window = new ByteWindow(file);
        return new ImageHeader(ImageFormat.Gif, new ImageSize(window.U16Little(6), window.U16Little(8)));
    }

    /// <summary>Checks that the first frame is there to its last sub-block.</summary>
    public static void CheckComplete(ReadOnlySpan<byte> file)
    {
        var window = new ByteWindow(file);
        long offset = ScreenLength + ColourTableLength(window.U8(10));
        while (true)
        {
            switch (window.U8(offset))
            {
                case 0x21: // extension: introducer, label, sub-blocks
                    offset = SkipSubBlocks(window, offset + 2);
                    break;
                case 0x2C: // image: separator, descriptor (9), colour table, code size, sub-blocks
                    SkipSubBlocks(window, offset + 11 + ColourTableLength(window.U8(offset + 9)));
                    return;
                default:
                    throw new InvalidDataException("the GIF is damaged: it holds no frame");
            }
        }
    }

    private static int ColourTableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static long SkipSubBlocks(ByteWindow window, long offset)
    {
        byte length;
        do
        {
            length = window.U8(offset);
            offset += 1 + length;
        }
        while (length != 0);
        return offset;
    }
}
