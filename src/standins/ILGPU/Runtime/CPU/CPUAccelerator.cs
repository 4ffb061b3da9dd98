namespace ILGPU.Runtime.CPU;

/// <summary>
/// Runs kernels on threads of the operating system, one for each thread of a group, and one group after the
/// other.
/// For compiling, debugging and testing kernels, never for speed.
/// </summary>
public sealed class CPUAccelerator : Accelerator
{
    private readonly object _launching = new();
    private readonly ThreadGang _gang = new();

    internal CPUAccelerator(Context context, CPUDevice device)
        : base(context, device) => DefaultStream = new CPUStream(this);

    public override AcceleratorStream DefaultStream { get; }

    /// <summary>
    /// Runs a kernel in groups and returns when it is done. What a kernel thread throws is thrown here.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is larger than the device's.</exception>
    /// <exception cref="NotSupportedException">A group has more threads than the device.</exception>
    internal void Launch(KernelConfig config, Action kernel)
    {
        (Index3D grid, Index3D group) = (config.GridDim, config.GroupDim);
        if (!grid.InBoundsInclusive(Device.MaxGridSize))
            throw new ArgumentOutOfRangeException(
                nameof(config), $"Grid {grid} exceeds {Device.MaxGridSize}.");
        if (!group.InBoundsInclusive(Device.MaxGroupSize))
            throw new ArgumentOutOfRangeException(
                nameof(config), $"Group {group} exceeds {Device.MaxGroupSize}.");
        long warps = (group.LongSize + WarpSize - 1) / WarpSize;
        if (warps * WarpSize > MaxNumThreadsPerGroup)
            throw new NotSupportedException(
                $"A group of {group.LongSize} threads: the device has {MaxNumThreadsPerGroup}.");
        if (grid.LongSize == 0 || group.LongSize == 0)
            return;
        Run(grid, group, kernel);
    }

    /// <summary>
    /// Runs an implicitly grouped kernel: every index is a group of its own, and shares no memory.
    /// </summary>
    internal void LaunchImplicitlyGrouped(long indices, Action<long> kernel)
    {
        if (indices == 0)
            return;
        long next = 0;
        Run(new Index3D(checked((int)indices), 1, 1), new Index3D(1, 1, 1), () => kernel(next++));
    }

    protected override AcceleratorStream CreateStreamInternal() => new CPUStream(this);

    protected override void Dispose(bool disposing)
    {
        _gang.Dispose();
        base.Dispose(disposing);
    }

    private void Run(Index3D grid, Index3D group, Action kernel)
    {
        int size = group.Size;
        lock (_launching)
        {
            using KernelGroup shared = new(size);
            KernelThread[] threads = new KernelThread[size];
            for (int i = 0; i < size; i++)
                threads[i] = new KernelThread(shared, grid, group, Index3D.At(i, group));
            _gang.Run(size, i => threads[i].RunGrid(kernel), shared.Fail);
        }
    }
}
