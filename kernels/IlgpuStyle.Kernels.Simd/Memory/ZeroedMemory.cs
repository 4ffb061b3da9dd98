using System.Runtime.InteropServices;

namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// Zeroed native memory. On Linux large blocks come straight from the system: zeros without a second pass that writes them, in pages of
/// 2 MiB as far as a block fills them (the 64 points of a Winograd tile lie on as many pages of 4 KiB, which is more than a core's first
/// table of translations holds), and resident only from its first use on, beside the thread that uses it.
/// </summary>
internal static unsafe partial class ZeroedMemory
{
    private const nuint PageBytes = 2 << 20;
    private const int ReadAndWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const int MadviseHugePage = 14;

    /// <summary>Zeros; freed by <see cref="Free"/>.</summary>
    /// <param name="sizeInBytes">How many bytes.</param>
    /// <param name="alignment">Of the first one, at most 2 MiB.</param>
    /// <exception cref="OutOfMemoryException">The system refuses.</exception>
    public static void* Allocate(nuint sizeInBytes, nuint alignment)
    {
        if (IsMapped(sizeInBytes))
            return Map(sizeInBytes);
        void* pointer = NativeMemory.AlignedAlloc(sizeInBytes, alignment);
        NativeMemory.Clear(pointer, sizeInBytes);
        return pointer;
    }

    /// <summary>Frees a block of <see cref="Allocate"/>, or nothing.</summary>
    public static void Free(void* pointer, nuint sizeInBytes)
    {
        if (pointer != null && IsMapped(sizeInBytes))
            _ = Munmap(pointer, Round(sizeInBytes));
        else
            NativeMemory.AlignedFree(pointer);
    }

    private static bool IsMapped(nuint sizeInBytes) => OperatingSystem.IsLinux() && sizeInBytes >= PageBytes / 2;

    private static void* Map(nuint sizeInBytes)
    {
        nuint length = Round(sizeInBytes), reserved = length + PageBytes;
        nint start = Mmap(null, reserved, ReadAndWrite, PrivateAnonymous, -1, 0);
        if (start == -1)
            throw new OutOfMemoryException();
        nuint first = (nuint)start, block = (first + PageBytes - 1) & ~(PageBytes - 1);
        if (block > first)
            _ = Munmap((void*)first, block - first);
        if (first + PageBytes > block)
            _ = Munmap((void*)(block + length), first + PageBytes - block);

        // Advice: where it is not taken, pages are small. The rest of a block stays in small ones: a large page is resident as a whole.
        if (sizeInBytes >= PageBytes)
            _ = Madvise((void*)block, sizeInBytes & ~(PageBytes - 1), MadviseHugePage);
        return (void*)block;
    }

    private static nuint Round(nuint sizeInBytes)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        return (sizeInBytes + page - 1) & ~(page - 1);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Mmap(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Munmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* address, nuint length, int advice);
}
