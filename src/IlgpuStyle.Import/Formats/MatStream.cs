using System.Buffers.Binary;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Forward-only reading of MAT-file elements, from the file or from a compressed part of it. It counts what
/// it delivers, so that a small compressed part cannot pour out gigabytes.
/// </summary>
internal sealed class MatStream
{
    private const int GrowthStep = 1 << 20;

    private readonly Stream _stream;
    private readonly string _displayName;
    private readonly long _limit;
    private readonly byte[] _scratch = new byte[1 << 14];

    /// <summary>Reads at most <paramref name="limit"/> bytes from <paramref name="stream"/>.</summary>
    public MatStream(Stream stream, long limit, string displayName)
    {
        _stream = stream;
        _limit = limit;
        _displayName = displayName;
    }

    /// <summary>Bytes read so far.</summary>
    public long Position { get; private set; }

    /// <summary>Fills the span.</summary>
    public void Read(Span<byte> destination)
    {
        if (destination.Length > _limit - Position)
            throw Damaged("it holds more than its size allows");
        try
        {
            _stream.ReadExactly(destination);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
        {
            throw new InputException(Message("it ends early, or its compressed data is corrupt"), exception);
        }

        Position += destination.Length;
    }

    /// <summary>
    /// Reads an array whose size is only a claim: memory grows with the bytes that really come.
    /// </summary>
    public byte[] ReadBytes(long count)
    {
        if (count < 0 || count > _limit - Position || count > Array.MaxLength)
            throw Damaged($"a part claims {count} bytes");
        byte[] bytes = new byte[Math.Min(count, GrowthStep)];
        int filled = 0;
        while (filled < count)
        {
            if (filled == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(count, 2L * bytes.Length));
            Read(bytes.AsSpan(filled));
            filled = bytes.Length;
        }

        return bytes;
    }

    /// <summary>Reads and forgets.</summary>
    public void Skip(long count)
    {
        if (count < 0)
            throw Damaged("a part has a negative size");
        for (; count > 0; count -= Math.Min(count, _scratch.Length))
            Read(_scratch.AsSpan(0, (int)Math.Min(count, _scratch.Length)));
    }

    /// <summary>
    /// The tag of the next element. A small element holds up to four bytes in the tag itself; its content
    /// is returned at once.
    /// </summary>
    public MatTag ReadTag()
    {
        Span<byte> tag = stackalloc byte[8];
        Read(tag);
        uint first = BinaryPrimitives.ReadUInt32LittleEndian(tag);
        if (first >> 16 == 0)
            return new MatTag((int)first, BinaryPrimitives.ReadUInt32LittleEndian(tag[4..]), null);
        uint size = first >> 16;
        if (size > 4)
            throw Damaged("a small element has more than four bytes");
        return new MatTag((int)(first & 0xffff), size, tag[4..(4 + (int)size)].ToArray());
    }

    /// <summary>The content of a tag, and the padding to eight bytes behind it.</summary>
    public byte[] ReadContent(MatTag tag, long maximum)
    {
        if (tag.Small is not null)
            return tag.Small;
        if (tag.Size > maximum)
            throw Damaged($"a part of at most {maximum} bytes claims {tag.Size}");
        byte[] bytes = ReadBytes(tag.Size);
        Skip(Padding(tag.Size));
        return bytes;
    }

    /// <summary>Passes over the content of a tag.</summary>
    public void SkipContent(MatTag tag)
    {
        if (tag.Small is null)
            Skip(tag.Size + Padding(tag.Size));
    }

    /// <summary>The exception for a damaged file.</summary>
    public InputException Damaged(string reason) => new(Message(reason));

    private static long Padding(long size) => (8 - size % 8) % 8;

    private string Message(string reason) => $"'{_displayName}' is a damaged MAT file: {reason}.";
}
