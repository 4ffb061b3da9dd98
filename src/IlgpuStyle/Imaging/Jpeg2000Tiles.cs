namespace IlgpuStyle.Imaging;

/// <summary>
/// The tiles and components that a JPEG 2000 code stream announces (ITU-T T.800, A.5.1): OpenJPEG makes room for each tile, some 11 kB,
/// before it has seen one.
/// </summary>
internal static class Jpeg2000Tiles
{
    // A tile part is at least its marker segment SOT, of 12 bytes, and the marker SOD (A.4.2, A.4.3).
    private const int LeastBytes = 14;

    // 110 MB; tiles of 100×100 in the largest picture that is read.
    private const long MostTiles = 10_000;

    // CMYK with opacity. Each is decoded at full size.
    private const int MostComponents = 5;

    private static ReadOnlySpan<byte> StartOfCodeStream => [0xFF, 0x4F, 0xFF, 0x51];

    /// <summary>Throws if there are more than the file can hold, or than any encoder makes.</summary>
    /// <param name="file">A bare code stream, or one in a container.</param>
    /// <exception cref="InvalidDataException">There are, or there is no code stream.</exception>
    public static void Check(ReadOnlySpan<byte> file)
    {
        int start = file.IndexOf(StartOfCodeStream);
        if (start < 0)
            throw new InvalidDataException("the JPEG 2000 file is damaged: it has no code stream");
        // Length and capabilities, of 2 bytes each; then in 4 bytes each width, height, offsets of the picture, and the same of the tiles;
        // the number of components.
        var header = new ByteWindow(file[(start + StartOfCodeStream.Length)..]);
        long columns = Tiles(header.U32Big(4), header.U32Big(20), header.U32Big(28));
        long rows = Tiles(header.U32Big(8), header.U32Big(24), header.U32Big(32));
        double tiles = (double)columns * rows;
        if (tiles > Math.Min(MostTiles, Math.Max(1, file.Length / LeastBytes)))
            throw new InvalidDataException(
                $"its header says {columns}×{rows} tiles, which {file.Length} bytes do not hold, or are more than {MostTiles}");
        int components = header.U16Big(36);
        if (components > MostComponents)
            throw new InvalidDataException($"its header says {components} components; pictures have {MostComponents} at most");
    }

    private static long Tiles(long end, long extent, long offset) =>
        extent == 0 ? throw new InvalidDataException("the JPEG 2000 file is damaged: its tiles are empty")
            : Math.Max(1, (end - offset + extent - 1) / extent);
}
