namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// Scratch memory that grows at first use and is kept: one block that all threads share within an operator,
/// and one per thread. Contents do not survive from one operator to the next.
/// </summary>
internal sealed unsafe class Workspace : IDisposable
{
    private readonly MemoryAccount _account;
    private readonly NativeBlock?[] _blocks;
    private readonly long[] _sizes;

    /// <summary>Makes an empty workspace with this many independent slots.</summary>
    public Workspace(MemoryAccount account, int slots)
    {
        _account = account;
        _blocks = new NativeBlock?[slots];
        _sizes = new long[slots];
    }

    /// <summary>
    /// At least <paramref name="bytes"/> bytes of slot <paramref name="slot"/>, aligned to 64.
    /// </summary>
    public void* Reserve(int slot, long bytes)
    {
        if (_sizes[slot] < bytes)
        {
            _blocks[slot]?.Dispose();
            _blocks[slot] = null;
            _sizes[slot] = 0;
            _blocks[slot] = new NativeBlock(_account, bytes);
            _sizes[slot] = bytes;
        }

        NativeBlock? block = _blocks[slot];
        return block == null ? null : block.Pointer;
    }

    /// <summary>Frees every slot.</summary>
    public void Dispose()
    {
        for (int slot = 0; slot < _blocks.Length; slot++)
        {
            _blocks[slot]?.Dispose();
            _blocks[slot] = null;
            _sizes[slot] = 0;
        }
    }
}
