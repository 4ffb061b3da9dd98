namespace IlgpuStyle.Weights;

/// <summary>A weights file in the store.</summary>
/// <param name="Name">The name to use it by.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="SizeInBytes">Its size.</param>
internal sealed record InstalledWeights(string Name, string Path, long SizeInBytes);
