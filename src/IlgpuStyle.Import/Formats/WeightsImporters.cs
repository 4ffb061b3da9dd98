using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>Every importer, and the choice between them by a file's content.</summary>
internal static class WeightsImporters
{
    /// <summary>
    /// In the order of asking: formats with a signature first, the two protobuf formats, which have none,
    /// last.
    /// </summary>
    public static IReadOnlyList<IWeightsImporter> All { get; } =
    [
        new SafetensorsImporter(), new TorchZipImporter(), new NpzImporter(), new TorchLegacyImporter(),
        new MatImporter(), new KerasImporter(), new NpyImporter(), new PickleImporter(),
        new OnnxImporter(), new CaffeImporter(),
    ];

    /// <summary>The importer for the file.</summary>
    /// <exception cref="InputException">
    /// The format is unknown; common mistakes are called by name.
    /// </exception>
    public static IWeightsImporter Find(ByteSource source)
    {
        byte[] prefix = source.ReadPrefix(512);
        if (Misconception(prefix) is { } mistake)
            throw new InputException($"'{source.DisplayName}' {mistake}");
        foreach (IWeightsImporter importer in All)
        {
            if (importer.Recognises(source))
                return importer;
        }

        if (ZipContainer.IsZip(source))
        {
            int entries = new ZipContainer(source).Names.Count; // a damaged directory is reported here
            throw new InputException(
                $"'{source.DisplayName}' is a zip file of {entries} entries, but neither PyTorch's nor "
                + "numpy's.");
        }

        throw new InputException(
            $"'{source.DisplayName}' has no known format; known are "
            + $"{string.Join(", ", All.Select(importer => importer.FormatName))}.");
    }

    /// <summary>Files that people take for weights.</summary>
    private static string? Misconception(ReadOnlySpan<byte> prefix)
    {
        if (prefix.Length == 0)
            return "is empty.";
        ReadOnlySpan<byte> text = prefix.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("<!"u8) || text.StartsWith("<html"u8) || text.StartsWith("<?xml"u8)
            || text.StartsWith("<HTML"u8))
            return "is a web page, not weights: the download went wrong.";
        if (text.StartsWith("version https://git-lfs"u8))
            return "is a Git LFS pointer, not weights: fetch the file itself (git lfs pull).";
        if (prefix.StartsWith("BZh"u8))
            return "is compressed with bzip2: run bunzip2 on it first.";
        if (prefix.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            return "is compressed with gzip: run gunzip on it first.";
        if (prefix.StartsWith("MATLAB 7.3"u8))
            return "is a MATLAB 7.3 file: save it again with -v7.";
        return prefix.StartsWith("MATLAB 5.0"u8) && prefix.Length > 127 && prefix[126] == 'M'
            ? "is a big-endian MAT file: save it again on a little-endian machine."
            : null;
    }
}
