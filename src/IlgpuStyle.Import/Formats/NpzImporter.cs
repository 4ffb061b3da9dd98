using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>Arrays by name in a .npz file: a zip file, compressed or not, of .npy files.</summary>
internal sealed class NpzImporter : IWeightsImporter
{
    private const string Extension = ".npy";

    /// <inheritdoc/>
    public string FormatName => "numpy .npz";

    /// <inheritdoc/>
    public bool Recognises(ByteSource source)
    {
        if (!ZipContainer.IsZip(source))
            return false;
        try
        {
            return new ZipContainer(source).Names.Any(
                name => name.EndsWith(Extension, StringComparison.Ordinal));
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
        List<ImportedTensor> tensors = [];
        foreach (string entry in zip.Names.Where(name => name.EndsWith(Extension, StringComparison.Ordinal)))
        {
            string name = entry[..^Extension.Length];
            NpyHeader header = NpyHeader.Parse(zip.ReadPrefix(entry, NpyHeader.PrefixLength), source.DisplayName);
            if (header.Type.IsObject)
                tensors.AddRange(ReadPickled(zip, entry, header, source.DisplayName));
            else
                NumpyPickle.Add(tensors, name, Describe(zip, entry, header), source.DisplayName);
        }

        return NumpyNaming.Finish(FormatName, tensors);
    }

    private static NumpyArray Describe(ZipContainer zip, string entry, NpyHeader header) =>
        new(header.Shape, header.Type, header.FortranOrder,
            () => zip.Read(entry, header.DataOffset, zip.SizeOf(entry) - header.DataOffset));

    private static List<ImportedTensor> ReadPickled(
        ZipContainer zip, string entry, NpyHeader header, string displayName)
    {
        ByteSource pickle = ByteSource.Wrap(
            zip.Read(entry, header.DataOffset, zip.SizeOf(entry) - header.DataOffset), displayName);
        object? root = PickleReader.Read(pickle, new SourceCursor(pickle), NumpyPickle.MakeVocabulary());
        return NumpyPickle.Describe(root, displayName);
    }
}
