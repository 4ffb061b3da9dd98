using System.Text;

namespace IlgpuStyle.Imaging;

/// <summary>
/// The chunks of a PNG file (W3C PNG, third edition): signature, then chunks of length, type, data and CRC, from IHDR to IEND. Those that
/// decide pixels must be right; any other that is damaged or out of place is passed over, as libpng does.
/// </summary>
internal sealed class PngChunks
{
    private const int SignatureLength = 8, HeaderLength = 13, IndexedColors = 3, MostColors = 256;

    private readonly List<PngChunk> _kept = [];
    private bool _hasPalette, _hasPixels, _isBehindPixels, _hasTransparency;

    private PngChunks(byte[] file)
    {
        File = file;
        PngChunk chunk = default;
        for (long offset = SignatureLength; chunk.Type != "IEND"; offset += PngChunk.Overhead + (long)chunk.Length)
        {
            PngChunk next = At(offset);
            if (IsInPlace(next, isFirst: chunk.Type is null))
                _kept.Add(next);
            else
                IsWhole = false;
            chunk = next;
        }

        if (ColorType == IndexedColors && !_hasPalette)
            throw Damaged("it has no palette");
    }

    /// <summary>The first bytes of every PNG file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>The whole file.</summary>
    public byte[] File { get; }

    /// <summary>Whether no chunk was passed over.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Width and height in the header.</summary>
    public ImageSize Size { get; private set; }

    /// <summary>Bits of a sample.</summary>
    public int Depth { get; private set; }

    /// <summary>0 grey, 2 RGB, 3 indices of a palette, 4 grey and opacity, 6 RGB and opacity.</summary>
    public int ColorType { get; private set; }

    /// <summary>Whether the rows come in Adam7's seven passes.</summary>
    public bool IsInterlaced { get; private set; }

    /// <summary>Walks from IHDR to IEND.</summary>
    /// <param name="file">The whole file.</param>
    /// <exception cref="InvalidDataException">It is no PNG file, ends too early, or a chunk that decides pixels is damaged, out of place or
    /// unknown.</exception>
    public static PngChunks Of(byte[] file) => file.AsSpan().StartsWith(Signature)
        ? new PngChunks(file)
        : throw new InvalidDataException("it is no PNG file");

    /// <summary>The first chunk for which something is true; its type is null if there is none.</summary>
    public PngChunk First(Predicate<PngChunk> isIt) => _kept.Find(isIt);

    /// <summary>The data of the first chunk of a type; empty if there is none.</summary>
    public ReadOnlySpan<byte> Find(string type) => First(chunk => chunk.Type == type) is { Type: not null } found ? found.Data(File) : [];

    /// <summary>Type and data of all chunks of some types, in order.</summary>
    public IEnumerable<(string Type, ReadOnlyMemory<byte> Data)> All(params IReadOnlyCollection<string> types) =>
        _kept.Where(chunk => types.Contains(chunk.Type))
            .Select(chunk => (chunk.Type, (ReadOnlyMemory<byte>)File.AsMemory(chunk.Offset + 8, chunk.Length)));

    /// <summary>The file without the chunks that were passed over, and without those of some types.</summary>
    public byte[] Without(params IReadOnlyCollection<string> types)
    {
        if (IsWhole && types.Count == 0)
            return File;
        using MemoryStream result = new();
        result.Write(Signature);
        foreach (PngChunk chunk in _kept.Where(chunk => !types.Contains(chunk.Type)))
            result.Write(File, chunk.Offset, chunk.Length + PngChunk.Overhead);
        return result.ToArray();
    }

    private PngChunk At(long offset)
    {
        ByteWindow window = new(File);
        uint length = window.U32Big(offset);
        string type = Encoding.Latin1.GetString(window.Slice(offset + 4, 4));
        if (offset == SignatureLength && type == "CgBI")
            throw new InvalidDataException("it is a PNG in Apple's private variant (CgBI); convert it to an ordinary PNG first");
        if (offset == SignatureLength && type != "IHDR")
            throw Damaged("it does not start with IHDR");
        window.Need(offset, PngChunk.Overhead + (long)length);
        return new PngChunk(type, (int)offset, (int)length);
    }

    // The order is that of the standard's chapter 5.6; what is an error and what is passed over is as in libpng.
    private bool IsInPlace(PngChunk chunk, bool isFirst)
    {
        _isBehindPixels |= _hasPixels && chunk.Type != "IDAT";
        if (!chunk.HasValidCrc(File))
            return chunk.IsCritical ? throw Damaged($"wrong checksum of chunk {chunk.Type} at byte {chunk.Offset}") : false;
        switch (chunk.Type)
        {
            case "IHDR" when !isFirst:
            case "PLTE" when _hasPalette:
                throw Damaged($"it has a second {chunk.Type} at byte {chunk.Offset}");
            case "IHDR":
                ReadHeader(chunk.Data(File));
                return true;
            case "PLTE":
                return _hasPalette = IsPalette(chunk);
            case "IDAT":
                _hasPixels = true;
                return !_isBehindPixels;
            case "IEND":
                return true;
            case "tRNS":
                return !_hasTransparency && (_hasTransparency = IsTransparency(chunk));
            case "cICP" or "iCCP" or "sRGB" or "gAMA" or "cHRM":
                return !_hasPixels && !_hasPalette;
            default:
                return chunk.IsCritical
                    ? throw Damaged($"nobody knows its chunk {chunk.Type} at byte {chunk.Offset}, without which it cannot be shown")
                    : true;
        }
    }

    private bool IsPalette(PngChunk chunk)
    {
        bool isOne = !_hasPixels && chunk.Length % 3 == 0 && chunk.Length is > 0 and <= 3 * MostColors;
        if (ColorType == IndexedColors && !isOne)
            throw Damaged($"its palette at byte {chunk.Offset} has {chunk.Length} bytes, or stands behind the pixels");
        return isOne && ColorType is not (0 or 4);
    }

    // A sample for each colour of the one that is transparent, or opacities of as many colours as the palette has at the most.
    private bool IsTransparency(PngChunk chunk) => !_hasPixels && ColorType switch
    {
        0 => chunk.Length == 2,
        2 => chunk.Length == 6,
        IndexedColors => _hasPalette && chunk.Length > 0 && 3 * chunk.Length <= Find("PLTE").Length,
        _ => false,
    };

    // Width, height, bits of a sample, colour type, methods of compression, filtering and interlacing.
    private void ReadHeader(ReadOnlySpan<byte> header)
    {
        if (header.Length != HeaderLength)
            throw Damaged($"its header has {header.Length} bytes, expected {HeaderLength}");
        ByteWindow window = new(header);
        Size = new ImageSize(Extent(window.U32Big(0)), Extent(window.U32Big(4)));
        (Depth, ColorType, IsInterlaced) = (header[8], header[9], header[12] == 1);
        bool isKnown = ColorType switch
        {
            0 => Depth is 1 or 2 or 4 or 8 or 16,
            IndexedColors => Depth is 1 or 2 or 4 or 8,
            2 or 4 or 6 => Depth is 8 or 16,
            _ => false,
        };
        if (!isKnown)
            throw Damaged($"there is no colour type {ColorType} of {Depth} bits");
        if (header[10] != 0 || header[11] != 0 || header[12] > 1)
            throw Damaged($"there are no methods {header[10]}, {header[11]} and {header[12]} of compression, filtering and interlacing");
    }

    private static InvalidDataException Damaged(string what) => new($"the PNG is damaged: {what}");

    private static int Extent(uint value) => value <= int.MaxValue ? (int)value : int.MaxValue;
}
