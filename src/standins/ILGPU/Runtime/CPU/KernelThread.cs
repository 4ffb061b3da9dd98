namespace ILGPU.Runtime.CPU;

/// <summary>
/// What <see cref="ILGPU.Grid"/> and <see cref="ILGPU.Group"/> tell the kernel that runs on the calling
/// thread.
/// </summary>
internal sealed class KernelThread(KernelGroup group, Index3D gridDim, Index3D groupDim, Index3D groupIndex)
{
    [ThreadStatic]
    private static KernelThread? t_current;

    /// <summary>The kernel thread that runs on the calling thread.</summary>
    public static KernelThread Current =>
        t_current ?? throw new InvalidOperationException(
            "Grid, Group and SharedMemory can be used inside a kernel only.");

    public KernelGroup Group { get; } = group;

    public Index3D GridDim { get; } = gridDim;

    public Index3D GroupDim { get; } = groupDim;

    public Index3D GroupIndex { get; } = groupIndex;

    public Index3D GridIndex { get; set; }

    /// <summary>Blocks of shared memory that this thread has asked for in this group.</summary>
    public int SharedAllocations { get; set; }

    /// <summary>
    /// Runs the kernel as this thread of every group of the grid, one group after the other.
    /// </summary>
    public void RunGrid(Action kernel)
    {
        KernelThread? outer = t_current;
        t_current = this;
        try
        {
            long groups = GridDim.LongSize;
            for (long i = 0; i < groups; i++)
            {
                GridIndex = Index3D.At(i, GridDim);
                SharedAllocations = 0;
                kernel();
                Group.Finish();
            }
        }
        finally
        {
            t_current = outer;
        }
    }
}
