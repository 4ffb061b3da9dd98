using System.Numerics;

namespace ILGPU.Runtime.CPU;

/// <summary>
/// A pretended GPU: only its limits are pretended, so that a launch which it refuses is refused here too.
/// </summary>
public sealed class CPUDevice : Device
{
    public static readonly CPUDevice Default = new(4, 4, 1);

    public CPUDevice(int numThreadsPerWarp, int numWarpsPerMultiprocessor, int numMultiprocessors)
        : base(AcceleratorType.CPU)
    {
        // The odd parameter of the first line is the package's own.
        if (numThreadsPerWarp < 2 || !BitOperations.IsPow2(numWarpsPerMultiprocessor))
            throw new ArgumentOutOfRangeException(nameof(numThreadsPerWarp));
        ArgumentOutOfRangeException.ThrowIfLessThan(numWarpsPerMultiprocessor, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(numMultiprocessors, 1);
        if (numThreadsPerWarp * numWarpsPerMultiprocessor > short.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(numWarpsPerMultiprocessor));
        Name = nameof(CPUAccelerator);
        WarpSize = numThreadsPerWarp;
        MaxNumThreadsPerGroup = numThreadsPerWarp * numWarpsPerMultiprocessor;
        NumMultiprocessors = numMultiprocessors;
        MaxGroupSize = new Index3D(MaxNumThreadsPerGroup, MaxNumThreadsPerGroup, MaxNumThreadsPerGroup);
        MaxGridSize = new Index3D(int.MaxValue, ushort.MaxValue, ushort.MaxValue);
        MaxSharedMemoryPerGroup = int.MaxValue;
        MemorySize = long.MaxValue;
    }

    public override Accelerator CreateAccelerator(Context context) => new CPUAccelerator(context, this);
}
