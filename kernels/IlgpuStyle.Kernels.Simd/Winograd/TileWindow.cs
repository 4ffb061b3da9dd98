using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>A 2×2 window of an 8×8 tile, of which some rows and columns may lie outside the tile.</summary>
/// <param name="row">The tile's row of the window's upper elements, −1 … 7.</param>
/// <param name="column">The tile's column of the window's left elements, −1 … 7.</param>
internal readonly unsafe struct TileWindow(int row, int column)
{
    private const int Block = TensorLayout.Block;
    private const int Inputs = WinogradPoints.Inputs;

    private readonly bool _hasUpper = row >= 0;
    private readonly bool _hasLower = row + 1 < Inputs;
    private readonly bool _hasLeft = column >= 0;
    private readonly bool _hasRight = column + 1 < Inputs;
    private readonly nint _offset = (row * Inputs + column) * Block;

    /// <summary>Stores those of the window's four elements, row-major, that lie in the tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Keep<TLanes, TVector>(TVector x0, TVector x1, TVector x2, TVector x3, float* tile)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        tile += _offset;
        if (_hasUpper && _hasLeft)
            TLanes.Store(x0, tile);
        if (_hasUpper && _hasRight)
            TLanes.Store(x1, tile + Block);
        if (_hasLower && _hasLeft)
            TLanes.Store(x2, tile + Inputs * Block);
        if (_hasLower && _hasRight)
            TLanes.Store(x3, tile + (Inputs + 1) * Block);
    }
}
