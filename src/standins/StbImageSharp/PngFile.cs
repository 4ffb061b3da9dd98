using System.Buffers.Binary;
using System.IO.Compression;

namespace StbImageSharp;

/// <summary>The chunks of a PNG that matter for its pixels.</summary>
internal sealed class PngFile
{
    private readonly MemoryStream _compressed = new();

    /// <summary>Walks the chunks up to IEND. Checksums are not looked at, as in stb.</summary>
    /// <exception cref="InvalidOperationException">The structure is damaged.</exception>
    public PngFile(ReadOnlySpan<byte> file)
    {
        ReadOnlySpan<byte> rest = file[PngDecoder.Signature.Length..];
        bool isFirst = true;
        for (string type = ""; type != "IEND"; isFirst = false)
        {
            if (rest.Length < 12 || BinaryPrimitives.ReadUInt32BigEndian(rest) > rest.Length - 12)
                throw new InvalidOperationException("outofdata");
            int length = (int)BinaryPrimitives.ReadUInt32BigEndian(rest);
            type = System.Text.Encoding.Latin1.GetString(rest[4..8]);
            if (isFirst != (type == "IHDR"))
                throw new InvalidOperationException("first not IHDR");
            Take(type, rest.Slice(8, length));
            rest = rest[(length + 12)..];
        }

        if (_compressed.Length == 0)
            throw new InvalidOperationException("no IDAT");
        if (Header.ColorType == 3 && Palette.Length == 0)
            throw new InvalidOperationException("no PLTE");
    }

    public PngHeader Header { get; private set; }

    /// <summary>RGB triples.</summary>
    public byte[] Palette { get; private set; } = [];

    /// <summary>
    /// tRNS: an alpha for each entry of the palette, or the one transparent colour in 16-bit samples.
    /// </summary>
    public byte[] Transparency { get; private set; } = [];

    /// <summary>The filtered rows.</summary>
    public Stream OpenRows()
    {
        _compressed.Position = 0;
        return new ZLibStream(_compressed, CompressionMode.Decompress, leaveOpen: true);
    }

    private void Take(string type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case "IHDR":
                Header = new PngHeader(data);
                break;
            case "PLTE":
                Palette = data.Length % 3 == 0 && data.Length <= 768
                    ? data.ToArray()
                    : throw new InvalidOperationException("invalid PLTE");
                break;
            case "tRNS":
                Transparency = data.Length == TransparencyBytes(data.Length) ? data.ToArray()
                    : throw new InvalidOperationException("bad tRNS len");
                break;
            case "IDAT":
                _compressed.Write(data);
                break;
            default:
                // A capital letter first marks a chunk that nobody may skip.
                if (char.IsAsciiLetterUpper(type[0]) && type != "IEND")
                    throw new InvalidOperationException($"{type} PNG chunk not known");
                break;
        }
    }

    private int TransparencyBytes(int length) => Header.ColorType switch
    {
        3 => Math.Min(length, Palette.Length / 3),
        0 or 2 => 2 * Header.Samples,
        _ => throw new InvalidOperationException("tRNS with alpha"),
    };
}
