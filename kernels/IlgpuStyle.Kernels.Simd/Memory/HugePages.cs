using System.Runtime.InteropServices;

namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// Memory straight from the system, on Linux: zeros without a second pass that writes them, in pages of 2 MiB as far as a block fills them
/// (the 64 points of a Winograd tile lie on as many pages of 4 KiB, which is more than a core's first table of translations holds), and
/// resident only from its first use on, beside the thread that uses it.
/// </summary>
internal static unsafe partial class HugePages
{
    private const nuint PageBytes = 2 << 20;
    private const int ReadAndWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const int MadviseHugePage = 14;

    /// <summary>Whether a block of this size comes from here; smaller ones are the allocator's business.</summary>
    public static bool Serves(nuint sizeInBytes) => OperatingSystem.IsLinux() && sizeInBytes >= PageBytes / 2;

    /// <summary>Zeros, aligned to 2 MiB; freed by <see cref="Unmap"/>.</summary>
    /// <exception cref="OutOfMemoryException">The system refuses.</exception>
    public static void* Map(nuint sizeInBytes)
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

    /// <summary>Frees a block of <see cref="Map"/>.</summary>
    public static void Unmap(void* pointer, nuint sizeInBytes) => _ = Munmap(pointer, Round(sizeInBytes));

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
