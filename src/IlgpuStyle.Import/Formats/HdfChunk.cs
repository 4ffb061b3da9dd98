namespace IlgpuStyle.Import.Formats;

/// <summary>A chunk of a dataset.</summary>
/// <param name="Origin">The indices of its first element in the dataset.</param>
/// <param name="Address">Where its bytes lie.</param>
/// <param name="Size">How many, after the filters.</param>
/// <param name="SkippedFilters">Bit i is set if the chunk did not go through filter i.</param>
internal readonly record struct HdfChunk(long[] Origin, ulong Address, long Size, uint SkippedFilters = 0);
