using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// A bare pickle of numpy arrays, as Lasagne and other Theano tools write: a dictionary, or a list weights,
/// bias, weights, … Theano convolves where everyone else correlates, so kernels may be stored rotated; the
/// user must say.
/// </summary>
internal sealed class PickleImporter : IWeightsImporter
{
    /// <inheritdoc/>
    public string FormatName => "pickle of numpy arrays";

    /// <inheritdoc/>
    public bool Recognises(ByteSource source) => source.ReadPrefix(2) is [0x80, >= 2 and <= 5];

    /// <inheritdoc/>
    public ImportedWeights Read(ByteSource source)
    {
        object? root = PickleReader.Read(source, new SourceCursor(source), NumpyPickle.MakeVocabulary());
        List<ImportedTensor> tensors = NumpyPickle.Describe(root, source.DisplayName);
        return NumpyNaming.Finish(FormatName, tensors) with { FlippedKernels = null };
    }
}
