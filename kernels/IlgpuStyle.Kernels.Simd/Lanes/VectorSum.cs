using System.Runtime.CompilerServices;

namespace IlgpuStyle.Kernels.Simd.Lanes;

/// <summary>Sums of arrays, element by element.</summary>
internal static unsafe class VectorSum<TLanes, TVector>
    where TLanes : struct, ILanes<TVector>
    where TVector : unmanaged
{
    /// <summary>target[i] += source[i].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* source, float* target, int length)
    {
        int i = 0;
        for (; i + TLanes.Count <= length; i += TLanes.Count)
            TLanes.Store(TLanes.Add(TLanes.Load(target + i), TLanes.Load(source + i)), target + i);
        for (; i < length; i++)
            target[i] += source[i];
    }
}
