using ILGPU.Runtime.CPU;

namespace ILGPU.Runtime;

public static partial class KernelLoaders
{
    public static Action<TIndex, T1> LoadAutoGroupedStreamKernel<TIndex, T1>(
        this Accelerator accelerator, Action<TIndex, T1> action)
        where TIndex : struct, IIndex
        where T1 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (extent, a1) => cpu.LaunchImplicitlyGrouped(extent.Size, i => action(IndexAt(i, extent), a1));
    }

    public static Action<TIndex, T1, T2> LoadAutoGroupedStreamKernel<TIndex, T1, T2>(
        this Accelerator accelerator, Action<TIndex, T1, T2> action)
        where TIndex : struct, IIndex
        where T1 : struct
        where T2 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (extent, a1, a2) =>
            cpu.LaunchImplicitlyGrouped(extent.Size, i => action(IndexAt(i, extent), a1, a2));
    }

    public static Action<TIndex, T1, T2, T3> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3> action)
        where TIndex : struct, IIndex
        where T1 : struct
        where T2 : struct
        where T3 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (extent, a1, a2, a3) =>
            cpu.LaunchImplicitlyGrouped(extent.Size, i => action(IndexAt(i, extent), a1, a2, a3));
    }

    public static Action<TIndex, T1, T2, T3, T4> LoadAutoGroupedStreamKernel<TIndex, T1, T2, T3, T4>(
        this Accelerator accelerator, Action<TIndex, T1, T2, T3, T4> action)
        where TIndex : struct, IIndex
        where T1 : struct
        where T2 : struct
        where T3 : struct
        where T4 : struct
    {
        CPUAccelerator cpu = Load(accelerator, action);
        return (extent, a1, a2, a3, a4) =>
            cpu.LaunchImplicitlyGrouped(extent.Size, i => action(IndexAt(i, extent), a1, a2, a3, a4));
    }

    private static TIndex IndexAt<TIndex>(long position, TIndex extent)
        where TIndex : struct, IIndex => (TIndex)(IIndex)(extent switch
        {
            Index1D => new Index1D((int)position),
            Index2D index => new Index2D((int)(position % index.X), (int)(position / index.X)),
            Index3D index => Index3D.At(position, index),
            _ => throw new NotSupportedException($"A kernel over {typeof(TIndex).Name}."),
        });
}
