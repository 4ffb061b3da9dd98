using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>A pickled dictionary of arrays in a .npy file, as the TensorFlow ports of VGG use it.</summary>
internal sealed class NpyImporter : IWeightsImporter
{
    /// <inheritdoc/>
    public string FormatName => "numpy .npy";

    /// <inheritdoc/>
    public bool Recognises(ByteSource source) => NpyHeader.IsNpy(source.ReadPrefix(8));

    /// <inheritdoc/>
    public ImportedWeights Read(ByteSource source)
    {
        NpyHeader header = NpyHeader.Parse(source.ReadPrefix(NpyHeader.PrefixLength), source.DisplayName);
        if (!header.Type.IsObject)
            throw new InputException(
                $"'{source.DisplayName}' holds one array without layer names; a pickled dictionary of "
                + "arrays is expected.");
        object? root = PickleReader.Read(
            source, new SourceCursor(source, header.DataOffset), NumpyPickle.MakeVocabulary());
        return NumpyNaming.Finish(FormatName, NumpyPickle.Describe(root, source.DisplayName));
    }
}
