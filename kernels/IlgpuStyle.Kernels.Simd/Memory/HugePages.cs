using System.Runtime.InteropServices;

namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// Native memory in pages of 2 MiB where the system has them and a block is large enough: the 64 points of a Winograd tile lie on as many
/// pages of 4 KiB, which is more than a core's first table of translations holds.
/// </summary>
internal static unsafe partial class HugePages
{
    private const nuint PageBytes = 2 << 20;
    private const int MadviseHugePage = 14;

    /// <summary>Allocates without clearing; freed by <see cref="NativeMemory.AlignedFree"/>.</summary>
    public static void* Allocate(nuint sizeInBytes, nuint alignment)
    {
        if (sizeInBytes < 2 * PageBytes || !OperatingSystem.IsLinux())
            return NativeMemory.AlignedAlloc(sizeInBytes, alignment);
        void* pointer = NativeMemory.AlignedAlloc(sizeInBytes, PageBytes);

        // Advice: where it is not taken, pages are small.
        _ = Madvise(pointer, sizeInBytes, MadviseHugePage);
        return pointer;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* address, nuint length, int advice);
}
