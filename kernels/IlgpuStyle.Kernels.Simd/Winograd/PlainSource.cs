using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Winograd;

/// <summary>Reads activations as they are.</summary>
internal readonly unsafe struct PlainSource<TLanes, TVector>(float* data, nint rowStride) : ITileSource<TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load(int row, nint column) => TLanes.Load(data + row * rowStride + column);
}
