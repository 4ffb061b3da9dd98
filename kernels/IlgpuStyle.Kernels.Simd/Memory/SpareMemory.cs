namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// Addresses for one block that need not be zeros, whose pages stay for the next one: the system would take them and clear them again. A
/// run's arenas come one after the other, each size of the pyramid has three, and the last is the largest. What is taken has pages for no
/// more than is asked for; a second block at the same time, or a small one, is one like any other.
/// </summary>
internal sealed unsafe class SpareMemory
{
    // Addresses for so many times the first block: two sizes of the pyramid further on there is room yet.
    private const nuint Room = 4;

    private byte* _region;
    private nuint _reserved;
    private nuint _kept;
    private bool _isTaken;

    /// <summary>Frees what nobody gave back; finalisers run on their own thread.</summary>
    ~SpareMemory() => ZeroedMemory.Release(_region, _reserved);

    /// <summary>A block of whatever content.</summary>
    /// <param name="sizeInBytes">How many bytes.</param>
    /// <param name="alignment">Of the first one, at most 2 MiB.</param>
    /// <exception cref="OutOfMemoryException">The system refuses.</exception>
    public void* Take(nuint sizeInBytes, nuint alignment)
    {
        if (_isTaken || !ZeroedMemory.IsMapped(sizeInBytes) || !HasRoom(sizeInBytes))
            return ZeroedMemory.Allocate(sizeInBytes, alignment);
        if (sizeInBytes < _kept)
            ZeroedMemory.Discard(_region, sizeInBytes, _kept);
        else
            ZeroedMemory.Open(_region, sizeInBytes);
        _kept = sizeInBytes;
        _isTaken = true;
        return _region;
    }

    /// <summary>Whether a block lies here.</summary>
    public bool Holds(void* block) => block != null && block == _region;

    /// <summary>Keeps a block of <see cref="Take"/> if it lies here, else frees it.</summary>
    public void Keep(void* block, nuint sizeInBytes)
    {
        if (Holds(block))
            _isTaken = false;
        else
            ZeroedMemory.Free(block, sizeInBytes);
    }

    /// <summary>Gives what is kept to the system, unless it is in use.</summary>
    public void GiveBack()
    {
        if (_isTaken)
            return;
        ZeroedMemory.Release(_region, _reserved);
        _region = null;
        _kept = 0;
    }

    private bool HasRoom(nuint sizeInBytes)
    {
        if (_region != null && _reserved >= sizeInBytes)
            return true;
        GiveBack();
        _reserved = Room * sizeInBytes;
        _region = ZeroedMemory.Reserve(_reserved);
        return _region != null;
    }
}
