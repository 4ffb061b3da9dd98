using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Inside a kernel: <c>for (int i = GridStride.First; i &lt; n; i += GridStride.Step)</c> visits every unit
/// of work once for any number and size of groups.
/// </summary>
internal static class GridStride
{
    /// <summary>This thread's number in the grid.</summary>
    public static int First => Grid.IdxX * Group.DimX + Group.IdxX;

    /// <summary>Threads in the grid.</summary>
    public static int Step => Grid.DimX * Group.DimX;
}
