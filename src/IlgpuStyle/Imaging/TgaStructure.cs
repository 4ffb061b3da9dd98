namespace IlgpuStyle.Imaging;

/// <summary>
/// The 18-byte header of a Truevision TGA file, its colour map and its (perhaps run-length coded) pixels.
/// </summary>
internal static class TgaStructure
{
    private const int HeaderLength = 18;

    /// <summary>
    /// Whether the bytes can be a TGA header. The format has no signature, so every field that can be judged
    /// is.
    /// </summary>
    public static bool IsPlausible(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength)
            return false;
        int mapType = file[1];
        int mapEntryBits = file[7];
        int bits = file[16];
        bool kindFits = file[2] switch
        {
            1 or 9 => mapType == 1 && bits is 8 or 16 && mapEntryBits is 8 or 15 or 16 or 24 or 32,
            2 or 10 => mapType <= 1 && bits is 15 or 16 or 24 or 32,
            3 or 11 => mapType <= 1 && bits is 8 or 16,
            _ => false,
        };
        return kindFits && (file[17] & 0xC0) == 0;
    }

    /// <summary>Reads the size.</summary>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        var window = new ByteWindow(file);
        return new ImageHeader(ImageFormat.Tga, new ImageSize(window.U16Little(12), window.U16Little(14)));
    }

    /// <summary>
    /// Checks that every pixel is there, walking the run-length packets where there are some.
    /// </summary>
    public static void CheckComplete(ReadOnlySpan<byte> file, ImageSize size)
    {
        var window = new ByteWindow(file);
        int mapBytes = window.U8(1) == 0 ? 0 : window.U16Little(5) * ((window.U8(7) + 7) / 8);
        int pixelBytes = (window.U8(16) + 7) / 8;
        long offset = HeaderLength + window.U8(0) + mapBytes;
        if (window.U8(2) < 8)
        {
            window.Need(offset, size.Pixels * pixelBytes);
            return;
        }

        for (long pixels = 0; pixels < size.Pixels;)
        {
            int packet = window.U8(offset);
            int count = (packet & 0x7F) + 1;
            offset += 1 + ((packet & 0x80) != 0 ? pixelBytes : count * pixelBytes);
            pixels += count;
        }

        window.Need(offset, 0);
    }
}
