using System.Buffers.Binary;

namespace IlgpuStyle.Imaging;

/// <summary>Numbers at offsets of a file; reading past the end means that the file is truncated.</summary>
/// <param name="bytes">The file or a part of it.</param>
internal readonly ref struct ByteWindow(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes in the window.</summary>
    public int Length => _bytes.Length;

    /// <summary>One byte.</summary>
    public byte U8(long offset) => Slice(offset, 1)[0];

    /// <summary>Two bytes, most significant first.</summary>
    public ushort U16Big(long offset) => BinaryPrimitives.ReadUInt16BigEndian(Slice(offset, 2));

    /// <summary>Four bytes, most significant first.</summary>
    public uint U32Big(long offset) => BinaryPrimitives.ReadUInt32BigEndian(Slice(offset, 4));

    /// <summary>A part of the window.</summary>
    /// <exception cref="InvalidDataException">The window ends before the part does.</exception>
    public ReadOnlySpan<byte> Slice(long offset, long length)
    {
        Need(offset, length);
        return _bytes.Slice((int)offset, (int)length);
    }

    /// <summary>
    /// Throws if the window ends before <paramref name="offset"/> + <paramref name="length"/>.
    /// </summary>
    /// <exception cref="InvalidDataException">The window is too short.</exception>
    public void Need(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset + length > _bytes.Length)
            throw Truncated(_bytes.Length);
    }

    /// <summary>The error for a file that ends too early.</summary>
    public static InvalidDataException Truncated(long length) =>
        new($"the file is truncated: it ends after {length} bytes, in the middle of the picture");
}
