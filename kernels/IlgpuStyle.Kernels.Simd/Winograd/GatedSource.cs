using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>
/// Reads gradients where the forward output is positive and 0 elsewhere. Of the forward line <c>output =
/// max(0, sum)</c>: gradSum = gradOutput where output &gt; 0.
/// </summary>
internal readonly unsafe struct GatedSource<TLanes, TVector>(float* data, float* gate, nint rowStride) : ITileSource<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load(int row, nint column) =>
        TLanes.WherePositive(TLanes.Load(gate + row * rowStride + column), TLanes.Load(data + row * rowStride + column));
}
