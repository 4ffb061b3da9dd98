using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// Reads a gradient that is stored pooled by means, as <see cref="PooledGradientTile{TLanes, TVector}"/> fills it in: a quarter of the
/// gradient of the 2×2 window that a position lies in, where the forward output is positive. For tiles that begin with the second row and
/// column of a window, all of whose windows are whole.
/// </summary>
/// <param name="gate">The forward output at the tile's first position.</param>
/// <param name="gateStride">Floats from row to row of the forward output.</param>
/// <param name="gradient">The gradient of the window that this position lies in.</param>
/// <param name="gradientStride">Floats from row to row of windows.</param>
internal readonly unsafe struct MeanGradientSource<TLanes, TVector>(float* gate, nint gateStride, float* gradient, nint gradientStride)
    : ITileSource<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    private const int Block = TensorLayout.Block;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load(int row, nint column)
    {
        nint window = (column + Block) / (2 * Block) * Block + column % Block;
        TVector share = TLanes.Multiply(TLanes.Load(gradient + ((row + 1) >> 1) * gradientStride + window), TLanes.Broadcast(0.25f));
        return TLanes.WherePositive(TLanes.Load(gate + row * gateStride + column), share);
    }
}
