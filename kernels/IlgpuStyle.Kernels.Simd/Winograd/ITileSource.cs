namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>Where the data transform reads its tile.</summary>
internal interface ITileSource<TVector>
    where TVector : unmanaged
{
    /// <summary>One vector of channels, <paramref name="offset"/> floats from the tile's corner.</summary>
    TVector Load(nint offset);
}
