using System.Buffers.Binary;

namespace StbImageSharp;

/// <summary>What a PNG's IHDR says.</summary>
internal readonly struct PngHeader
{
    private const int MaxSide = 1 << 24;

    /// <summary>Reads the 13 bytes of the chunk.</summary>
    /// <exception cref="InvalidOperationException">A value that PNG does not allow.</exception>
    public PngHeader(ReadOnlySpan<byte> chunk)
    {
        if (chunk.Length != 13)
            throw new InvalidOperationException("bad IHDR length");
        (Width, Height) =
            (BinaryPrimitives.ReadInt32BigEndian(chunk), BinaryPrimitives.ReadInt32BigEndian(chunk[4..]));
        (BitDepth, ColorType) = (chunk[8], chunk[9]);
        if (Width is <= 0 or > MaxSide || Height is <= 0 or > MaxSide)
            throw new InvalidOperationException("bad size");
        bool depthFits = ColorType switch
        {
            0 => BitDepth is 1 or 2 or 4 or 8 or 16,
            3 => BitDepth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => BitDepth is 8 or 16,
            _ => false,
        };
        if (!depthFits)
            throw new InvalidOperationException("bad colour type or bit depth");
        if (chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
            throw new InvalidOperationException("bad compression, filter or interlace method");
        IsInterlaced = chunk[12] == 1;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Bits of a sample, or of an index into the palette.</summary>
    public int BitDepth { get; }

    /// <summary>0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.</summary>
    public int ColorType { get; }

    public bool IsInterlaced { get; }

    /// <summary>Samples of a pixel in the file.</summary>
    public int Samples => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Bytes of a row of so many pixels, without the filter's.</summary>
    public int RowBytes(int pixels) => checked((int)((((long)pixels * Samples * BitDepth) + 7) / 8));

    /// <summary>The distance to the byte that filters take for the pixel on the left.</summary>
    public int FilterDistance => Math.Max(1, Samples * BitDepth / 8);
}
