using System.IO.Hashing;

namespace IlgpuStyle.Imaging;

/// <summary>One chunk of a PNG file.</summary>
/// <param name="Type">Four ASCII letters; critical chunks start with a capital.</param>
/// <param name="Offset">Where the chunk (its length field) starts in the file.</param>
/// <param name="Length">Bytes of data.</param>
internal readonly record struct PngChunk(string Type, int Offset, int Length)
{
    /// <summary>Bytes of length field, type and CRC.</summary>
    public const int Overhead = 12;

    /// <summary>Whether a reader must understand the chunk: bit 5 of the first letter is clear.</summary>
    public bool IsCritical => (Type[0] & 0x20) == 0;

    /// <summary>The chunk's data.</summary>
    public ReadOnlySpan<byte> Data(ReadOnlySpan<byte> file) => file.Slice(Offset + 8, Length);

    /// <summary>Whether the stored CRC fits type and data.</summary>
    public bool HasValidCrc(ReadOnlySpan<byte> file)
    {
        uint stored = new ByteWindow(file).U32Big(Offset + 8 + Length);
        return stored == Crc32.HashToUInt32(file.Slice(Offset + 4, Length + 4));
    }
}
