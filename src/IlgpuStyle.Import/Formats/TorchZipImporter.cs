using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// PyTorch's container since version 1.6: a zip file with <c>NAME/data.pkl</c> and one entry per storage.
/// </summary>
internal sealed class TorchZipImporter : IWeightsImporter
{
    private const string PickleName = "/data.pkl";

    /// <inheritdoc/>
    public string FormatName => "PyTorch .pth (zip)";

    /// <inheritdoc/>
    public bool Recognises(ByteSource source)
    {
        if (!ZipContainer.IsZip(source))
            return false;
        try
        {
            return PickleEntry(new ZipContainer(source)) is not null;
        }
        catch (InputException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ImportedWeights Read(ByteSource source)
    {
        ZipContainer zip = new(source);
        string entry = PickleEntry(zip)
            ?? throw new InputException($"'{source.DisplayName}' has no entry 'data.pkl'.");
        string folder = entry[..^PickleName.Length];
        if (zip.SizeOf(entry) > ImportLimits.MaximumDescriptionBytes)
            throw new InputException(
                $"'{source.DisplayName}': '{entry}' has {zip.SizeOf(entry)} bytes, more than any state "
                + "dictionary.");
        if (zip.Names.Contains($"{folder}/byteorder")
            && zip.Read($"{folder}/byteorder", 0, 3).AsSpan().SequenceEqual("big"u8))
            throw new InputException(
                $"'{source.DisplayName}' was written on a big-endian machine; save it again on a "
                + "little-endian one.");
        TorchPickle torch = new();
        ByteSource pickle = ByteSource.Wrap(zip.Read(entry, 0, zip.SizeOf(entry)), source.DisplayName);
        object? root = PickleReader.Read(pickle, new SourceCursor(pickle), torch.Vocabulary);
        foreach (TorchStorage storage in torch.Storages.Values)
        {
            string name = $"{folder}/data/{storage.Key}";
            storage.ReadBytes = (offset, count) => zip.Read(name, offset, count);
        }

        return TorchPickle.Describe(root, source.DisplayName, FormatName);
    }

    private static string? PickleEntry(ZipContainer zip) =>
        zip.Names.FirstOrDefault(name => name.EndsWith(PickleName, StringComparison.Ordinal));
}
