using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Reads one container format. Implementations check every number of the file before they use it.
/// </summary>
internal interface IWeightsImporter
{
    /// <summary>The format in a few words, for lists and messages.</summary>
    string FormatName { get; }

    /// <summary>
    /// Whether the file is of this format, told from its content; never throws on a readable file.
    /// </summary>
    bool Recognises(ByteSource source);

    /// <summary>
    /// Lists the file's tensors; their numbers are read later, while <paramref name="source"/> is still
    /// open.
    /// </summary>
    /// <exception cref="InputException">
    /// The file is damaged or uses a part of the format that is not supported.
    /// </exception>
    ImportedWeights Read(ByteSource source);
}
