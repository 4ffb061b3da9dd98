namespace PtxInterpreter;

/// <summary>
/// Global memory. Addresses are invented: each buffer has 4 GB of them to itself, and they are never used again, so that every access
/// outside a buffer or after its end is found.
/// </summary>
public sealed class DeviceMemory
{
    private const int WindowShift = 32;

    // Buffers begin here in their window, so that an access a little before one is told apart from one to its neighbour.
    private const ulong Margin = 1 << 24;

    private readonly List<MemoryBlock> _blocks = [];

    internal AccessClock Clock { get; } = new();

    /// <summary>Makes a buffer that nobody has written.</summary>
    /// <param name="bytes">Size.</param>
    /// <returns>Its address, a multiple of 256.</returns>
    public ulong Allocate(long bytes)
    {
        ulong address = ((ulong)(_blocks.Count + 1) << WindowShift) + Margin;
        int size = checked((int)bytes);
        AccessLog log = new(size, Clock, isShared: false);
        _blocks.Add(new MemoryBlock($"buffer {_blocks.Count} ({bytes} bytes)", address, new byte[size], log));
        return address;
    }

    /// <summary>Gives a buffer back.</summary>
    public void Free(ulong address) => Find(address)?.Free();

    /// <summary>The host writes.</summary>
    /// <exception cref="PtxTrapException">Not all of it lies in one buffer.</exception>
    public void Write(ulong address, ReadOnlySpan<byte> values)
    {
        MemoryBlock block = Require(address, values.Length, out int at);
        values.CopyTo(block.Data.AsSpan(at));
        block.Log!.WriteByHost(at, values.Length);
    }

    /// <summary>The host reads.</summary>
    /// <exception cref="PtxTrapException">Not all of it lies in one buffer.</exception>
    public void Read(ulong address, Span<byte> values) =>
        Require(address, values.Length, out int at).Data.AsSpan(at, values.Length).CopyTo(values);

    /// <summary>The buffer whose window an address lies in, freed or not; null if there is none.</summary>
    internal MemoryBlock? Find(ulong address)
    {
        long index = (long)(address >> WindowShift) - 1;
        return index >= 0 && index < _blocks.Count ? _blocks[(int)index] : null;
    }

    private MemoryBlock Require(ulong address, int bytes, out int at)
    {
        MemoryBlock? block = Find(address);
        long offset = block is null ? 0 : (long)(address - block.Address);
        if (block is null || offset < 0 || offset + bytes > block.Data.Length)
        {
            bool isFreed = block is { IsFreed: true };
            string where = $"{block?.Name ?? "no buffer"}{(isFreed ? ", which has been given back" : "")}";
            throw new PtxTrapException(
                isFreed ? PtxTrap.FreedBuffer : PtxTrap.OutOfBounds, $"the host asks for {bytes} bytes at 0x{address:x}: {where}.");
        }


        at = (int)offset;
        return block;
    }
}
