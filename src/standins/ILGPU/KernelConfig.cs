namespace ILGPU;

/// <summary>Groups in a launch and threads in a group.</summary>
public readonly struct KernelConfig
{
    public KernelConfig(Index1D gridDim, Index1D groupDim)
        : this(new Index3D(gridDim.X, 1, 1), new Index3D(groupDim.X, 1, 1))
    {
    }

    public KernelConfig(Index2D gridDim, Index2D groupDim)
        : this(new Index3D(gridDim.X, gridDim.Y, 1), new Index3D(groupDim.X, groupDim.Y, 1))
    {
    }

    public KernelConfig(Index3D gridDim, Index3D groupDim)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(gridDim.LongSize, nameof(gridDim));
        ArgumentOutOfRangeException.ThrowIfNegative(groupDim.LongSize, nameof(groupDim));
        GridDim = gridDim;
        GroupDim = groupDim;
    }

    public Index3D GridDim { get; }

    public Index3D GroupDim { get; }

    public static implicit operator KernelConfig((Index1D Grid, Index1D Group) dimensions) =>
        new(dimensions.Grid, dimensions.Group);

    public static implicit operator KernelConfig((Index2D Grid, Index2D Group) dimensions) =>
        new(dimensions.Grid, dimensions.Group);

    public static implicit operator KernelConfig((Index3D Grid, Index3D Group) dimensions) =>
        new(dimensions.Grid, dimensions.Group);
}
