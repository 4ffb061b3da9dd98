namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What a multiprocessor of an NVIDIA architecture holds at once (CUDA C++ Programming Guide, "Compute Capabilities").</summary>
/// <param name="Threads">Threads.</param>
/// <param name="Groups">Groups.</param>
/// <param name="SharedBytes">Shared memory of all groups together.</param>
internal readonly record struct CardLimits(int Threads, int Groups, int SharedBytes)
{
    private const int Registers = 65536;
    private const int WarpThreads = 32;

    // A group's own share of shared memory, which the driver keeps.
    private const int ReservedBytes = 1024;

    /// <summary>Of an architecture by name.</summary>
    public static CardLimits Of(string architecture) => architecture switch
    {
        "sm_80" => new CardLimits(2048, 32, 164 << 10),
        "sm_90" => new CardLimits(2048, 32, 228 << 10),
        "sm_86" => new CardLimits(1536, 16, 100 << 10),
        _ => new CardLimits(1536, 24, 100 << 10),
    };

    /// <summary>Groups that fit: registers go to warps in units of 8 a thread, and to four quarters of the multiprocessor evenly.</summary>
    public int Resident(int threads, int registers, int sharedBytes)
    {
        int warps = (threads + WarpThreads - 1) / WarpThreads;
        int perWarp = (Math.Max(registers, 1) + 7) / 8 * 8 * WarpThreads;
        int fit = Math.Min(Groups, Threads / threads);
        fit = Math.Min(fit, Registers / perWarp / 4 * 4 / warps);
        return Math.Min(fit, SharedBytes / (sharedBytes + ReservedBytes));
    }
}
