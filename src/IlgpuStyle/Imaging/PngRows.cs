using System.Buffers.Binary;
using System.IO.Compression;

namespace IlgpuStyle.Imaging;

/// <summary>
/// The pixels of a plain PNG file, one row after the other: what a file of some kilobytes inflates to, up to a thousand times as much, is
/// never there whole.
/// </summary>
internal sealed class PngRows
{
    // Bytes behind the last pixel that are forgiven; some encoders pad.
    private const int Slack = 64 * 1024;

    private const int MostColors = 256, Rgba = 4;

    private readonly ImageSize _size;
    private readonly int _depth, _samples, _rowLength, _colors;
    private readonly byte[]? _palette;
    private readonly int[]? _transparent;
    private readonly bool _hasAlpha;

    private PngRows(PngChunks chunks)
    {
        (_size, _depth) = (chunks.Size, chunks.Depth);
        _samples = chunks.ColorType switch { 0 or 3 => 1, 4 => 2, 2 => 3, _ => Rgba };
        _rowLength = (int)(((long)_size.Width * _depth * _samples + 7) / 8);
        ReadOnlySpan<byte> opacities = chunks.Find("tRNS");
        if (chunks.ColorType == 3)
        {
            _palette = Palette(chunks.Find("PLTE"), opacities);
            _colors = chunks.Find("PLTE").Length / 3;
        }
        else if (!opacities.IsEmpty)
        {
            // Of a sample of fewer bits the lowest count.
            _transparent = new int[_samples];
            for (int i = 0; i < _samples; i++)
                _transparent[i] = BinaryPrimitives.ReadUInt16BigEndian(opacities[(2 * i)..]) & ((1 << _depth) - 1);
        }

        _hasAlpha = !opacities.IsEmpty;
    }

    /// <summary>Reads all of them.</summary>
    /// <param name="chunks">Of a file whose header is plain, its size within the limits.</param>
    /// <param name="rows">Gets them.</param>
    /// <exception cref="InvalidDataException">
    /// The data do not inflate, to fewer bytes than the header needs (truncated) or to many more (a bomb behind a small header).
    /// </exception>
    public static void Read(PngChunks chunks, PictureRows rows)
    {
        using MemoryStream deflated = new(capacity: chunks.File.Length);
        foreach ((_, ReadOnlyMemory<byte> part) in chunks.All("IDAT"))
            deflated.Write(part.Span);
        deflated.Position = 0;
        new PngRows(chunks).Read(deflated, rows);
    }

    private void Read(Stream deflated, PictureRows rows)
    {
        using ZLibStream data = new(deflated, CompressionMode.Decompress);
        byte[] line = new byte[1 + _rowLength], above = new byte[1 + _rowLength];
        int samples = (_palette is null ? _samples : Rgba - 1) + (_hasAlpha ? 1 : 0);
        byte[] expanded = new byte[_depth == 8 && samples == _samples ? 0 : samples * _size.Width];
        long expected = (long)line.Length * _size.Height;
        for (int y = 0; y < _size.Height; y++)
        {
            long before = (long)line.Length * y;
            int read = Inflate(data, line, before);
            if (read < line.Length)
                throw new InvalidDataException(
                    $"the PNG is truncated or damaged: {before + read} bytes of pixels, expected {expected}");
            PngFilter.Undo(line[0], line.AsSpan(1), above.AsSpan(1), Math.Max(1, _samples * _depth / 8));
            Expand(line.AsSpan(1), expanded, samples);
            rows.Add(expanded.Length == 0 ? line.AsSpan(1) : expanded);
            (line, above) = (above, line);
        }

        if (Inflate(data, new byte[Slack + 1], expected) > Slack)
            throw new InvalidDataException($"the PNG is damaged: its data inflate to more than the {expected} bytes of its pixels");
    }

    private static int Inflate(ZLibStream data, byte[] bytes, long before)
    {
        try
        {
            return data.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // Which of zlib's complaints it was helps nobody; the runtime words them for archives.
            throw new InvalidDataException($"the PNG is damaged: its data do not inflate beyond byte {before} of the pixels", exception);
        }
    }

    /// <summary>Samples of 8 bits from others, colours from the palette, opacities from the transparent colour.</summary>
    private void Expand(ReadOnlySpan<byte> line, Span<byte> row, int samples)
    {
        for (int x = 0; x < row.Length / Math.Max(1, samples); x++)
        {
            Span<byte> pixel = row.Slice(x * samples, samples);
            if (_palette is not null)
            {
                int color = Sample(line, x);
                if (color >= _colors)
                    throw new InvalidDataException($"the PNG is damaged: a pixel has colour {color}, and its palette {_colors} colours");
                _palette.AsSpan(Rgba * color, samples).CopyTo(pixel);
                continue;
            }

            bool isTransparent = _transparent is not null;
            for (int i = 0; i < _samples; i++)
            {
                int value = Sample(line, x * _samples + i);
                pixel[i] = ToByte(value);
                isTransparent &= value == _transparent?[i];
            }

            if (_hasAlpha)
                pixel[^1] = isTransparent ? (byte)0 : byte.MaxValue;
        }
    }

    private int Sample(ReadOnlySpan<byte> line, int index) => _depth switch
    {
        8 => line[index],
        16 => BinaryPrimitives.ReadUInt16BigEndian(line[(2 * index)..]),
        _ => line[index * _depth / 8] >> (8 - _depth - index * _depth % 8) & ((1 << _depth) - 1),
    };

    // The nearest: of 16 bits 257 values are one.
    private byte ToByte(int value) =>
        (byte)(_depth == 16 ? (value + 128) / 257 : value * (byte.MaxValue / ((1 << _depth) - 1)));

    /// <summary>RGBA of every index; anything where the file names none.</summary>
    private static byte[] Palette(ReadOnlySpan<byte> colors, ReadOnlySpan<byte> opacities)
    {
        byte[] palette = new byte[Rgba * MostColors];
        for (int i = 0; i < MostColors; i++)
        {
            if (3 * i + 3 <= colors.Length)
                colors.Slice(3 * i, 3).CopyTo(palette.AsSpan(Rgba * i));
            palette[Rgba * i + 3] = i < opacities.Length ? opacities[i] : byte.MaxValue;
        }

        return palette;
    }
}
