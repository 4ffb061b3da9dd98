using ILGPU.Runtime.CPU;

namespace ILGPU;

/// <summary>Which group of the launch the calling kernel thread belongs to, and how many there are.</summary>
public static class Grid
{
    public static int IdxX => KernelThread.Current.GridIndex.X;

    public static int IdxY => KernelThread.Current.GridIndex.Y;

    public static int IdxZ => KernelThread.Current.GridIndex.Z;

    public static int DimX => KernelThread.Current.GridDim.X;

    public static int DimY => KernelThread.Current.GridDim.Y;

    public static int DimZ => KernelThread.Current.GridDim.Z;
}
