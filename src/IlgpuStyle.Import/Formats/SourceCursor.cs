using System.Buffers.Binary;
using System.Text;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>Reads a <see cref="ByteSource"/> from front to back through a small window.</summary>
internal sealed class SourceCursor
{
    private readonly ByteSource _source;
    private readonly int _windowSize;
    private byte[] _window = [];
    private long _windowStart = -1;
    private int _windowLength;

    /// <summary>Starts at <paramref name="position"/>; the window is made when the first byte is read.</summary>
    public SourceCursor(ByteSource source, long position = 0, int windowSize = 1 << 14)
    {
        _source = source;
        _windowSize = windowSize;
        Position = position;
    }

    /// <summary>The next byte to read, counted from the start of the file.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes that are left.</summary>
    public long Remaining => _source.Length - Position;

    /// <summary>The file, for messages.</summary>
    public string DisplayName => _source.DisplayName;

    /// <summary>The next byte.</summary>
    public byte ReadByte()
    {
        if (_windowStart < 0 || Position < _windowStart || Position >= _windowStart + _windowLength)
            Fill();
        return _window[Position++ - _windowStart];
    }

    /// <summary>A little-endian 16-bit number.</summary>
    public ushort ReadUInt16() => (ushort)(ReadByte() | ReadByte() << 8);

    /// <summary>A little-endian 32-bit number.</summary>
    public uint ReadUInt32() => ReadUInt16() | (uint)ReadUInt16() << 16;

    /// <summary>A little-endian 32-bit number.</summary>
    public int ReadInt32() => (int)ReadUInt32();

    /// <summary>A little-endian 64-bit number.</summary>
    public ulong ReadUInt64() => ReadUInt32() | (ulong)ReadUInt32() << 32;

    /// <summary>A big-endian IEEE double, as pickles store it.</summary>
    public double ReadDoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8));

    /// <summary>
    /// The next bytes; the count is checked against the file before anything is allocated.
    /// </summary>
    public byte[] ReadBytes(long count)
    {
        byte[] bytes = _source.ReadBytes(Position, count);
        Position += count;
        return bytes;
    }

    /// <summary>Moves on without reading.</summary>
    public void Skip(long count)
    {
        if (count < 0 || count > Remaining)
            throw new InputException(
                $"'{DisplayName}' is truncated or damaged: {count} bytes at offset {Position} go beyond "
                + "its end.");
        Position += count;
    }

    /// <summary>
    /// Text up to a line feed, which is consumed and not returned; at most 4096 bytes of ASCII.
    /// </summary>
    public string ReadLine()
    {
        StringBuilder line = new();
        for (byte next = ReadByte(); next != '\n'; next = ReadByte())
        {
            if (line.Length >= 4096)
                throw new InputException(
                    $"'{DisplayName}' is damaged: a line at offset {Position} has no end.");
            line.Append((char)next);
        }

        return line.ToString();
    }

    private void Fill()
    {
        _windowLength = (int)Math.Min(_windowSize, Remaining);
        if (_windowLength <= 0)
            throw new InputException(
                $"'{DisplayName}' is truncated: it ends at byte {_source.Length} where more is expected.");
        if (_window.Length < _windowLength)
            _window = new byte[_windowLength];
        _windowStart = Position;
        _source.Read(Position, _window.AsSpan(0, _windowLength));
    }
}
