using ILGPU.Runtime.CPU;

namespace ILGPU;

public static class SharedMemory
{
    /// <summary>
    /// Memory that the threads of a group share: the n-th call of each thread returns the same memory. It
    /// starts with all
    /// bits set, which is NaN in every floating-point type, so that a read before the first write shows.
    /// </summary>
    public static ArrayView<T> Allocate<T>(int extent)
        where T : unmanaged
    {
        KernelThread thread = KernelThread.Current;
        return thread.Group.SharedMemory<T>(thread.SharedAllocations++, extent);
    }
}
