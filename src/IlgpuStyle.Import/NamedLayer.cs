using IlgpuStyle.Import.Formats;

namespace IlgpuStyle.Import;

/// <summary>A convolution of a known architecture with the tensors that belong to it.</summary>
/// <param name="Name">This project's name.</param>
/// <param name="SourceName">The file's name, for messages.</param>
/// <param name="Weight">The kernels.</param>
/// <param name="Bias">The bias.</param>
internal sealed record NamedLayer(
    string Name, string SourceName, ImportedTensor Weight, ImportedTensor Bias);
