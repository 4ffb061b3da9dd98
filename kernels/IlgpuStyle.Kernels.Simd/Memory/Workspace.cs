namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// Scratch memory that grows at first use and is kept: one block that all threads share within an operator,
/// and one per thread. Contents do not survive from one operator to the next.
/// </summary>
internal sealed unsafe class Workspace : IDisposable
{
    private readonly MemoryAccount account;
    private readonly NativeBlock?[] blocks;
    private readonly long[] sizes;

    /// <summary>Makes an empty workspace with this many independent slots.</summary>
    public Workspace(MemoryAccount account, int slots)
    {
        this.account = account;
        blocks = new NativeBlock?[slots];
        sizes = new long[slots];
    }

    /// <summary>
    /// At least <paramref name="bytes"/> bytes of slot <paramref name="slot"/>, aligned to 64.
    /// </summary>
    public void* Reserve(int slot, long bytes)
    {
        if (sizes[slot] < bytes)
        {
            blocks[slot]?.Dispose();
            blocks[slot] = null;
            sizes[slot] = 0;
            blocks[slot] = new NativeBlock(account, bytes);
            sizes[slot] = bytes;
        }

        NativeBlock? block = blocks[slot];
        return block == null ? null : block.Pointer;
    }

    /// <summary>Frees every slot.</summary>
    public void Dispose()
    {
        for (int slot = 0; slot < blocks.Length; slot++)
        {
            blocks[slot]?.Dispose();
            blocks[slot] = null;
            sizes[slot] = 0;
        }
    }
}
