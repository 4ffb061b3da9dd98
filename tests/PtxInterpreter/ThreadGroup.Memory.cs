namespace PtxInterpreter;

/// <content>Accesses to global and shared memory, each of them checked.</content>
internal sealed partial class ThreadGroup
{
    private MemoryBlock? _lastGlobal;

    /// <summary>Bytes that a thread reads.</summary>
    /// <exception cref="PtxTrapException">It must not.</exception>
    public ReadOnlySpan<byte> Read(ulong address, int bytes, int thread, bool isShared)
    {
        MemoryBlock block = Require(address, bytes, thread, isShared, out int at);
        if (block.Log!.Read(at, bytes, thread) is { } hazard)
            throw Stop(hazard.Trap, thread, $"reads bytes {at} to {at + bytes - 1} of {block.Name}; {hazard.Reason}");
        return block.Data.AsSpan(at, bytes);
    }

    /// <summary>Bytes that a thread writes.</summary>
    /// <exception cref="PtxTrapException">It must not.</exception>
    public Span<byte> Write(ulong address, int bytes, int thread, bool isShared)
    {
        MemoryBlock block = Require(address, bytes, thread, isShared, out int at);
        if (block.Log!.Write(at, bytes, thread) is { } hazard)
            throw Stop(hazard.Trap, thread, $"writes bytes {at} to {at + bytes - 1} of {block.Name}; {hazard.Reason}");
        return block.Data.AsSpan(at, bytes);
    }

    private MemoryBlock Require(ulong address, int bytes, int thread, bool isShared, out int at)
    {
        MemoryBlock? block = isShared ? FindShared(address) : FindGlobal(address);
        if (block is null)
            throw Stop(PtxTrap.OutOfBounds, thread, $"0x{address:x} is in no {(isShared ? "shared array" : "buffer")}");
        long offset = (long)(address - block.Address);
        if (block.IsFreed)
            throw Stop(PtxTrap.FreedBuffer, thread, $"byte {offset} of {block.Name}, which has been given back");
        if (offset < 0 || offset + bytes > block.Data.Length)
            throw Stop(PtxTrap.OutOfBounds, thread, $"{bytes} bytes at byte {offset} of {block.Name}");
        if ((address & (ulong)(bytes - 1)) != 0)
            throw Stop(PtxTrap.Misaligned, thread, $"{bytes} bytes at byte {offset} of {block.Name}");
        at = (int)offset;
        return block;
    }

    private MemoryBlock? FindGlobal(ulong address)
    {
        if (_lastGlobal is null || (address ^ _lastGlobal.Address) >> 32 != 0)
            _lastGlobal = Memory.Find(address);
        return _lastGlobal;
    }
}
