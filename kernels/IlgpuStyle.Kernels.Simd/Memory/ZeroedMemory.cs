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
    private const int MadviseDontNeed = 4;
    private const int NoAccess = 0;

    /// <summary>Zeros; freed by <see cref="Free"/>.</summary>
    /// <param name="sizeInBytes">How many bytes.</param>
    /// <param name="alignment">Of the first one, at most 2 MiB.</param>
    /// <exception cref="OutOfMemoryException">The system refuses.</exception>
    public static void* Allocate(nuint sizeInBytes, nuint alignment)
    {
        if (IsMapped(sizeInBytes))
        {
            void* block = Map(sizeInBytes, ReadAndWrite);
            if (block == null)
                throw new OutOfMemoryException();
            // Advice: where it is not taken, pages are small. The rest of a block stays in small ones: a large page is resident as a whole.
            if (sizeInBytes >= PageBytes)
                _ = Madvise(block, sizeInBytes & ~(PageBytes - 1), MadviseHugePage);
            return block;
        }

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

    /// <summary>Addresses without memory, aligned to 2 MiB; null if the system refuses.</summary>
    public static byte* Reserve(nuint sizeInBytes)
    {
        byte* region = Map(sizeInBytes, NoAccess);
        if (region != null)
            _ = Madvise(region, Round(sizeInBytes), MadviseHugePage);
        return region;
    }

    /// <summary>Makes the beginning of what was reserved usable: zeros, where it was not before.</summary>
    /// <exception cref="OutOfMemoryException">The system refuses.</exception>
    public static void Open(byte* region, nuint sizeInBytes)
    {
        if (Mprotect(region, Round(sizeInBytes), ReadAndWrite) != 0)
            throw new OutOfMemoryException();
    }

    /// <summary>Gives the pages behind a size to the system, up to another; their addresses stay.</summary>
    public static void Discard(byte* region, nuint from, nuint to)
    {
        if (Round(from) < Round(to))
            _ = Madvise(region + Round(from), Round(to) - Round(from), MadviseDontNeed);
    }

    /// <summary>Gives back what was reserved, or nothing.</summary>
    public static void Release(byte* region, nuint sizeInBytes)
    {
        if (region != null)
            _ = Munmap(region, Round(sizeInBytes));
    }

    /// <summary>
    /// Whether a block of so many bytes comes straight from the system, and goes back to it at once: what the C library has between blocks
    /// still in use it keeps, as 25 MiB of a small size's vectors below a large one's.
    /// </summary>
    public static bool IsMapped(nuint sizeInBytes) => OperatingSystem.IsLinux() && sizeInBytes >= PageBytes / 16;

    // Null if the system refuses.
    private static byte* Map(nuint sizeInBytes, int protection)
    {
        nuint length = Round(sizeInBytes), reserved = length + PageBytes;
        nint start = Mmap(null, reserved, protection, PrivateAnonymous, -1, 0);
        if (start == -1)
            return null;
        nuint first = (nuint)start, block = (first + PageBytes - 1) & ~(PageBytes - 1);
        if (block > first)
            _ = Munmap((void*)first, block - first);
        if (first + PageBytes > block)
            _ = Munmap((void*)(block + length), first + PageBytes - block);
        return (byte*)block;
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

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Mprotect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(void* address, nuint length, int advice);
}
