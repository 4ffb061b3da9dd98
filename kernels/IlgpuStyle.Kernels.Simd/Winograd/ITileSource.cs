namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>Where the data transform reads its tile.</summary>
internal interface ITileSource<TVector>
    where TVector : unmanaged
{
    /// <summary>One vector of channels of a row of the tile, <paramref name="column"/> floats from the row's first.</summary>
    TVector Load(int row, nint column);
}
