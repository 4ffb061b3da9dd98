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
    private readonly int _depth, _samples, _rowLength;
    private readonly byte[]? _palette;
    private readonly int[]? _transparent;
    private readonly bool _hasAlpha;

    private PngRows(byte[] file, ImageSize size, List<PngChunk> chunks)
    {
        (_size, _depth) = (size, file[PngStructure.HeaderOffset + 8]);
        int colors = file[PngStructure.HeaderOffset + 9];
        bool isIndex = colors == 3;
        _samples = colors switch { 0 or 3 => 1, 4 => 2, 2 => 3, 6 => Rgba, _ => 0 };
        if (_samples == 0 || !(_depth == 8 || (_samples == 1 && _depth is 1 or 2 or 4)))
            throw new InvalidDataException($"the PNG is damaged: there is no colour type {colors} of {_depth} bits");
        _rowLength = (int)(((long)size.Width * _depth * _samples + 7) / 8);
        PngChunk transparency = chunks.Find(chunk => chunk.Type == "tRNS");
        ReadOnlySpan<byte> opacities = transparency.Type is null ? [] : transparency.Data(file);
        if (isIndex)
            _palette = Palette(chunks.Find(chunk => chunk.Type == "PLTE"), file, opacities);
        else if (colors is 0 or 2 && opacities.Length >= 2 * _samples)
            _transparent = [.. Enumerable.Range(0, _samples).Select(i => new ByteWindow(transparency.Data(file)).U16Big(2 * i))];
        _hasAlpha = _transparent is not null || (isIndex && !opacities.IsEmpty);
    }

    /// <summary>Reads all of them.</summary>
    /// <param name="file">One whose header is plain.</param>
    /// <param name="size">Size in that header, within the limits.</param>
    /// <param name="rows">Gets them.</param>
    /// <exception cref="InvalidDataException">
    /// The data do not inflate, to fewer bytes than the header needs (truncated) or to many more (a bomb behind a small header).
    /// </exception>
    public static void Read(byte[] file, ImageSize size, PictureRows rows)
    {
        List<PngChunk> chunks = PngChunk.Walk(file);
        using MemoryStream deflated = new(capacity: file.Length);
        foreach (PngChunk chunk in chunks.Where(chunk => chunk.Type == "IDAT"))
            deflated.Write(chunk.Data(file));
        deflated.Position = 0;
        new PngRows(file, size, chunks).Read(deflated, rows);
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

    /// <summary>Samples of 8 bits from fewer, colours from the palette, opacities from the transparent colour.</summary>
    private void Expand(ReadOnlySpan<byte> line, Span<byte> row, int samples)
    {
        int most = (1 << _depth) - 1;
        for (int x = 0; x < row.Length / Math.Max(1, samples); x++)
        {
            Span<byte> pixel = row.Slice(x * samples, samples);
            int first = x * _samples * _depth;
            int value = line[first / 8] >> (8 - _depth - first % 8) & most;
            if (_palette is not null)
            {
                _palette.AsSpan(Rgba * value, samples).CopyTo(pixel);
                continue;
            }

            bool isTransparent = _transparent is not null && value == _transparent[0];
            pixel[0] = (byte)(value * (byte.MaxValue / most));
            for (int i = 1; i < _samples; i++)
            {
                pixel[i] = line[x * _samples + i];
                isTransparent &= pixel[i] == _transparent![i];
            }

            if (_hasAlpha)
                pixel[^1] = isTransparent ? (byte)0 : byte.MaxValue;
        }
    }

    /// <summary>RGBA of every index; black where the file names none.</summary>
    private static byte[] Palette(PngChunk chunk, byte[] file, ReadOnlySpan<byte> opacities)
    {
        if (chunk.Type is null)
            throw new InvalidDataException("the PNG is damaged: it has no palette");
        ReadOnlySpan<byte> colors = chunk.Data(file);
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
