using System.Buffers.Binary;
using System.Security.Cryptography;

namespace IlgpuStyle.Weights;

/// <summary>
/// Random access to the bytes of a weights file, on disk or in memory. Readers ask for ranges that they
/// have checked against <see cref="Length"/>; a range outside it is the file's fault and throws
/// <see cref="InputException"/>.
/// </summary>
internal abstract class ByteSource : IDisposable
{
    /// <summary>Makes the source.</summary>
    /// <param name="displayName">The path or resource name that messages show.</param>
    /// <param name="length">Bytes in all.</param>
    protected ByteSource(string displayName, long length)
    {
        DisplayName = displayName;
        Length = length;
    }

    /// <summary>The path or resource name that messages show.</summary>
    public string DisplayName { get; }

    /// <summary>Bytes in all.</summary>
    public long Length { get; }

    /// <summary>Opens a file on disk.</summary>
    /// <exception cref="InputException">The file is missing, a folder, or unreadable.</exception>
    public static ByteSource Open(string path) => new FileByteSource(path);

    /// <summary>Wraps bytes in memory.</summary>
    public static ByteSource Wrap(ReadOnlyMemory<byte> bytes, string displayName) =>
        new MemoryByteSource(bytes, displayName);

    /// <summary>Fills <paramref name="destination"/> from <paramref name="offset"/> on.</summary>
    /// <exception cref="InputException">The range is not inside the file, or reading fails.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > Length - destination.Length)
        {
            throw new InputException(
                $"'{DisplayName}' is truncated or damaged: bytes {offset} to {offset + destination.Length} "
                + $"are needed, the file has {Length}.");
        }

        ReadCore(offset, destination);
    }

    /// <summary>Reads a range into a new array; the range is checked before anything is allocated.</summary>
    public byte[] ReadBytes(long offset, long count)
    {
        if (count < 0 || count > Array.MaxLength || offset < 0 || offset > Length - count)
        {
            throw new InputException(
                $"'{DisplayName}' is truncated or damaged: {count} bytes at offset {offset} are needed, "
                + $"the file has {Length}.");
        }

        byte[] bytes = new byte[count];
        ReadCore(offset, bytes);
        return bytes;
    }

    /// <summary>
    /// Reads as much of the beginning as there is, at most <paramref name="count"/> bytes.
    /// </summary>
    public byte[] ReadPrefix(int count) => ReadBytes(0, Math.Min(count, Length));

    /// <summary>The lower-case hexadecimal sha256 of all bytes.</summary>
    public string ComputeSha256() => Convert.ToHexStringLower(ComputeSha256(Length));

    /// <summary>The sha256 of the first bytes, at most all.</summary>
    public byte[] ComputeSha256(long length)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[1 << 18];
        for (long offset = 0; offset < length; offset += buffer.Length)
        {
            Span<byte> chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - offset));
            ReadCore(offset, chunk);
            hash.AppendData(chunk);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>A little-endian 64-bit number.</summary>
    public ulong ReadUInt64(long offset)
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(offset, bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Reads a range that lies inside the source.</summary>
    protected abstract void ReadCore(long offset, Span<byte> destination);
}
