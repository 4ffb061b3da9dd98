using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Safetensors files: this project's own, and PyTorch state dictionaries in that container (torchvision's,
/// timm's). Own files carry metadata; in others timm's names for the fully connected layers give
/// torchvision's weights away.
/// </summary>
internal sealed class SafetensorsImporter : IWeightsImporter
{
    /// <inheritdoc/>
    public string FormatName => "safetensors";

    /// <inheritdoc/>
    public bool Recognises(ByteSource source) => SafetensorsHeader.IsSafetensors(source);

    /// <inheritdoc/>
    public ImportedWeights Read(ByteSource source)
    {
        SafetensorsHeader header = SafetensorsHeader.Read(source);
        bool timm = header.Tensors.Keys.Any(
            name => name.StartsWith("pre_logits.", StringComparison.Ordinal));
        bool native = header.Metadata.ContainsKey("family") || header.Metadata.ContainsKey("mean");
        return new ImportedWeights
        {
            Format = FormatName,
            Layout = KernelLayout.Oihw,
            Tensors =
            [
                .. header.Tensors.Values.OrderBy(entry => entry.Offset)
                    .Select(entry => Describe(source, entry)),
            ],
            Family = timm ? WeightsFamily.Torchvision : null,
            FamilyReason = timm ? "timm's layer names" : "",
            Native = native ? WeightsMetadata.Parse(header.Metadata, source.DisplayName) : null,
        };
    }

    private static ImportedTensor Describe(ByteSource source, SafetensorsEntry entry) =>
        new(
            entry.Name, entry.Shape,
            () => RawTensor.Read(source, entry.Name, entry.DataType, entry.Offset, entry.ElementCount));
}
