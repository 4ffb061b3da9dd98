using System.IO.Compression;
using System.IO.Hashing;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// The entries of a zip file, with the sizes that it claims held against what it can hold: an entry that
/// would grow more than <see cref="ImportLimits.MaximumExpansion"/> times is a decompression bomb.
/// </summary>
internal sealed class ZipContainer
{
    private readonly ByteSource _source;
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _verified = [];

    /// <summary>Reads the directory.</summary>
    /// <exception cref="InputException">It is damaged.</exception>
    public ZipContainer(ByteSource source)
    {
        _source = source;
        _archive = Guard(() =>
        {
            ZipArchive opened = new(new ByteSourceStream(source, 0, source.Length), ZipArchiveMode.Read);
            Names = [.. opened.Entries.Select(entry => entry.FullName)];
            return opened;
        });
    }

    /// <summary>The entries' names, with folders, in the file's order.</summary>
    public IReadOnlyList<string> Names { get; private set; } = [];

    /// <summary>Whether the file starts as zip files do.</summary>
    public static bool IsZip(ByteSource source) => source.ReadPrefix(4) is [(byte)'P', (byte)'K', 3, 4];

    /// <summary>The uncompressed size of an entry, checked against its compressed size.</summary>
    public long SizeOf(string name)
    {
        ZipArchiveEntry entry = Find(name);
        long limit = Math.Max(
            ImportLimits.HarmlessExpansionBytes, entry.CompressedLength * ImportLimits.MaximumExpansion);
        if (entry.CompressedLength < 0 || entry.CompressedLength > _source.Length || entry.Length < 0
            || entry.Length > limit)
        {
            throw new InputException(
                $"'{_source.DisplayName}': entry '{name}' claims {entry.Length} bytes from "
                + $"{entry.CompressedLength}; a decompression bomb or a damaged file.");
        }

        return entry.Length;
    }

    /// <summary>Reads as much of an entry's beginning as there is, at most some bytes; its checksum is not looked at.</summary>
    /// <exception cref="InputException">The entry is damaged.</exception>
    public byte[] ReadPrefix(string name, int count)
    {
        byte[] bytes = new byte[Math.Min(count, SizeOf(name))];
        return Guard(() =>
        {
            using Stream stream = Find(name).Open();
            stream.ReadExactly(bytes);
            return bytes;
        });
    }

    /// <summary>Reads a range of an entry. The first reader of an entry reads all of it, for its checksum.</summary>
    /// <exception cref="InputException">The entry is shorter, or damaged.</exception>
    public byte[] Read(string name, long offset, long count)
    {
        long size = SizeOf(name);
        if (offset < 0 || count < 0 || count > Array.MaxLength || offset > size - count)
            throw new InputException(
                $"'{_source.DisplayName}': entry '{name}' has {size} bytes, {offset + count} are needed.");
        ZipArchiveEntry entry = Find(name);
        Crc32? crc = _verified.Contains(name) ? null : new Crc32();
        byte[] bytes = Guard(() =>
        {
            using Stream stream = entry.Open();
            Skip(stream, offset, crc);
            byte[] read = new byte[count];
            stream.ReadExactly(read);
            crc?.Append(read);
            if (crc is not null)
                Skip(stream, size - offset - count, crc);
            return read;
        });
        if (crc is not null && crc.GetCurrentHashAsUInt32() != entry.Crc32)
            throw new InputException(
                $"'{_source.DisplayName}': entry '{name}' has the checksum {crc.GetCurrentHashAsUInt32():x8}, the file says "
                    + $"{entry.Crc32:x8}: it is damaged; get it again.");
        _verified.Add(name);
        return bytes;
    }

    private static void Skip(Stream stream, long count, Crc32? crc)
    {
        byte[] buffer = new byte[Math.Min(count, 1 << 16)];
        for (long left = count; left > 0;)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            stream.ReadExactly(part);
            crc?.Append(part);
            left -= part.Length;
        }
    }

    private ZipArchiveEntry Find(string name) =>
        _archive.GetEntry(name) ?? throw new InputException($"'{_source.DisplayName}' has no entry '{name}'.");

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (
            exception is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            throw new InputException(
                $"'{_source.DisplayName}' is a damaged zip file: "
                + $"{exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
