using ILGPU.Runtime.CPU;

namespace ILGPU;

/// <summary>
/// Which thread of its group the calling kernel thread is, how many there are, and where they meet.
/// </summary>
public static class Group
{
    public static int IdxX => KernelThread.Current.GroupIndex.X;

    public static int IdxY => KernelThread.Current.GroupIndex.Y;

    public static int IdxZ => KernelThread.Current.GroupIndex.Z;

    public static int DimX => KernelThread.Current.GroupDim.X;

    public static int DimY => KernelThread.Current.GroupDim.Y;

    public static int DimZ => KernelThread.Current.GroupDim.Z;

    /// <summary>
    /// Waits for every thread of the group. One that returns without coming here is an error, not a hang.
    /// </summary>
    public static void Barrier() => KernelThread.Current.Group.Barrier();
}
