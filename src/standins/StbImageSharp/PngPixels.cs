using System.Buffers.Binary;

namespace StbImageSharp;

/// <summary>
/// Turns the samples of unfiltered rows into 8-bit pixels: palette, transparent colour and bit depth.
/// </summary>
internal sealed class PngPixels
{
    private readonly PngFile _png;
    private readonly PngHeader _header;
    private readonly int[] _key = [];

    /// <summary>Makes room for the picture.</summary>
    public PngPixels(PngFile png)
    {
        _png = png;
        _header = png.Header;
        bool hasTransparency = png.Transparency.Length > 0;
        Components = (_header.ColorType == 3 ? 3 : _header.Samples) + (hasTransparency ? 1 : 0);
        if (hasTransparency && _header.ColorType != 3)
        {
            _key = new int[_header.Samples];
            for (int i = 0; i < _key.Length; i++)
                _key[i] = BinaryPrimitives.ReadUInt16BigEndian(png.Transparency.AsSpan(2 * i));
        }

        Data = new byte[checked(_header.Width * _header.Height * Components)];
    }

    /// <summary>Samples of a pixel in <see cref="Data"/>.</summary>
    public int Components { get; }

    /// <summary>The picture.</summary>
    public byte[] Data { get; }

    /// <summary>Stores the pixel with a number of a row.</summary>
    public void Set(int x, int y, ReadOnlySpan<byte> row, int index)
    {
        Span<byte> target = Data.AsSpan(((y * _header.Width) + x) * Components, Components);
        if (_header.ColorType == 3)
        {
            SetFromPalette(Sample(row, index), target);
            return;
        }

        int samples = _header.Samples;
        bool isKey = _key.Length > 0;
        for (int i = 0; i < samples; i++)
        {
            int value = Sample(row, (index * samples) + i);
            isKey = isKey && value == _key[i];
            target[i] = ToByte(value);
        }

        if (_key.Length > 0)
            target[samples] = isKey ? (byte)0 : (byte)255;
    }

    // An index beyond the palette is black and, where there is transparency, clear: what stb's zeroed
    // table holds.
    private void SetFromPalette(int index, Span<byte> target)
    {
        target.Clear();
        if ((index * 3) + 2 < _png.Palette.Length)
        {
            _png.Palette.AsSpan(index * 3, 3).CopyTo(target);
            if (target.Length == 4)
                target[3] = index < _png.Transparency.Length ? _png.Transparency[index] : (byte)255;
        }
    }

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        int depth = _header.BitDepth;
        if (depth == 16)
            return BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]);
        int shift = 8 - depth - (index * depth % 8);
        return (row[index * depth / 8] >> shift) & ((1 << depth) - 1);
    }

    private byte ToByte(int value) => _header.BitDepth switch
    {
        16 => (byte)(value >> 8),
        8 => (byte)value,
        int depth => (byte)(value * 255 / ((1 << depth) - 1)),
    };
}
