using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>Reads a tile whose rows lie anywhere; a row that is null holds zeros.</summary>
/// <param name="rows">The first position of each row's source.</param>
/// <param name="isGated">Whether there is a gate, as <see cref="GatedSource{TLanes, TVector}"/> has one.</param>
/// <param name="gateDistance">Bytes from the source to its gate.</param>
internal readonly unsafe struct EdgeSource<TLanes, TVector>(float** rows, bool isGated, nint gateDistance) : ITileSource<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load(int row, nint column)
    {
        float* source = rows[row];
        if (source == null)
            return TLanes.Zero;
        source += column;
        return isGated
            ? TLanes.WherePositive(TLanes.Load((float*)((byte*)source + gateDistance)), TLanes.Load(source))
            : TLanes.Load(source);
    }
}
