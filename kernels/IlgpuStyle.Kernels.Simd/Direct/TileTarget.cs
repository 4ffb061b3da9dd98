using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Lanes;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>Where a micro-kernel's tile goes: value + bias, ReLU if asked.</summary>
internal unsafe struct TileTarget
{
    /// <summary>First vector of row 0.</summary>
    public float* First;

    /// <summary>Second vector of row 0.</summary>
    public float* Second;

    /// <summary>Floats from one row to the next.</summary>
    public nint Step;

    /// <summary>Two vectors to add to every row, or null.</summary>
    public float* Bias;

    /// <summary>Whether negative results become 0.</summary>
    public bool Relu;

    /// <summary>Finishes one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Keep<TLanes, TVector>(TVector a, TVector b, int row)
        where TLanes : struct, ILanes<TVector>
        where TVector : unmanaged
    {
        float* first = First + row * Step, second = Second + row * Step;
        if (Bias != null)
        {
            a = TLanes.Add(a, TLanes.Load(Bias));
            b = TLanes.Add(b, TLanes.Load(Bias + TLanes.Count));
        }

        if (Relu)
        {
            a = TLanes.Relu(a);
            b = TLanes.Relu(b);
        }

        TLanes.Store(a, first);
        TLanes.Store(b, second);
    }
}
