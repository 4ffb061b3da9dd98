namespace IlgpuStyle.Weights;

/// <summary>What a conversion did.</summary>
/// <param name="Format">The source's format in words.</param>
/// <param name="Metadata">What the new file says about its network.</param>
/// <param name="FamilyReason">How the family is known.</param>
/// <param name="Layers">The convolutions that were written.</param>
/// <param name="OutputPath">The new file.</param>
/// <param name="OutputSizeInBytes">Its size.</param>
public sealed record ConversionResult(
    string Format, WeightsMetadata Metadata, string FamilyReason, IReadOnlyList<string> Layers,
    string OutputPath, long OutputSizeInBytes);
