using IlgpuStyle.Weights;

namespace IlgpuStyle.Import;

/// <summary>Weights of another tool in this project's form.</summary>
/// <param name="Weights">The network, in memory; the caller disposes it, and may save it.</param>
/// <param name="Format">The source's format in words.</param>
/// <param name="FamilyReason">How the family is known.</param>
internal sealed record ImportResult(WeightsFile Weights, string Format, string FamilyReason) : IDisposable
{
    /// <summary>"vgg19, 16 convolutions"; and how many there should be, where the file ends before its architecture does.</summary>
    public string Summary
    {
        get
        {
            string architecture = Weights.Metadata.Architecture;
            int found = Weights.ConvolutionLayers.Count;
            int whole = ArchitectureNames.All.Contains(architecture) ? ArchitectureNames.Convolutions(architecture).Length : found;
            return found < whole
                ? $"{architecture}, only the first {found} of {whole} convolutions"
                : $"{architecture}, {found} convolutions";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Weights.Dispose();
}
