using System.IO.Compression;

namespace IlgpuStyle.Weights.Importers;

/// <summary>
/// The entries of a zip file, with the sizes that it claims held against what it can hold: an entry that
/// would grow more than <see cref="ImportLimits.MaximumExpansion"/> times is a decompression bomb.
/// </summary>
internal sealed class ZipContainer
{
    private readonly ByteSource source;
    private readonly ZipArchive archive;

    /// <summary>Reads the directory.</summary>
    /// <exception cref="InputException">It is damaged.</exception>
    public ZipContainer(ByteSource source)
    {
        this.source = source;
        archive = Guard(() =>
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
        if (entry.CompressedLength < 0 || entry.CompressedLength > source.Length || entry.Length < 0
            || entry.Length > limit)
        {
            throw new InputException(
                $"'{source.DisplayName}': entry '{name}' claims {entry.Length} bytes from "
                + $"{entry.CompressedLength}; a decompression bomb or a damaged file.");
        }

        return entry.Length;
    }

    /// <summary>Reads a range of an entry.</summary>
    /// <exception cref="InputException">The entry is shorter, or damaged.</exception>
    public byte[] Read(string name, long offset, long count)
    {
        long size = SizeOf(name);
        if (offset < 0 || count < 0 || count > Array.MaxLength || offset > size - count)
            throw new InputException(
                $"'{source.DisplayName}': entry '{name}' has {size} bytes, {offset + count} are needed.");
        return Guard(() =>
        {
            using Stream stream = Find(name).Open();
            byte[] skipped = new byte[Math.Min(offset, 1 << 16)];
            for (long left = offset; left > 0; left -= Math.Min(left, skipped.Length))
                stream.ReadExactly(skipped, 0, (int)Math.Min(left, skipped.Length));
            byte[] bytes = new byte[count];
            stream.ReadExactly(bytes);
            return bytes;
        });
    }

    private ZipArchiveEntry Find(string name) =>
        archive.GetEntry(name) ?? throw new InputException($"'{source.DisplayName}' has no entry '{name}'.");

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
                $"'{source.DisplayName}' is a damaged zip file: "
                + $"{exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
