namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// The 4×4 output tiles that one launch of each Winograd kernel works on: Count of the layer's tiles, numbered row
/// by row from First. Workspaces hold them as columns: [point][channel][Pitch], tile fastest, Pitch being Count filled up.
/// </summary>
internal readonly struct WinogradBatch(int across, int first, int count, int pitch, int splits)
{
    /// <summary>Tiles side by side in the layer.</summary>
    public readonly FastDivisor Across = new(across);

    /// <summary>Number of the batch's first tile.</summary>
    public readonly int First = first;

    /// <summary>Tiles of this batch, to divide by.</summary>
    public readonly FastDivisor Tiles = new(count);

    /// <summary>Columns from one channel to the next.</summary>
    public readonly int Pitch = pitch;

    /// <summary>Products of one tile, of ranges of input channels, that are to be added.</summary>
    public readonly int Splits = splits;

    /// <summary>Tiles of this batch.</summary>
    public int Count => Tiles.Value;
}
