namespace PtxInterpreter;

/// <summary>A buffer of the device, a shared array of a group, or a local array of a thread.</summary>
/// <param name="name">For messages.</param>
/// <param name="address">Where it begins in its address space.</param>
/// <param name="data">Its bytes.</param>
/// <param name="log">Its accesses; null for local memory, which one thread alone sees.</param>
internal sealed class MemoryBlock(string name, ulong address, byte[] data, AccessLog? log)
{
    /// <summary>For messages.</summary>
    public string Name { get; } = name;

    /// <summary>Where it begins.</summary>
    public ulong Address { get; } = address;

    /// <summary>Its bytes; empty once it has been given back.</summary>
    public byte[] Data { get; private set; } = data;

    /// <summary>Its accesses.</summary>
    public AccessLog? Log { get; private set; } = log;

    /// <summary>Whether it has been given back.</summary>
    public bool IsFreed { get; private set; }

    /// <summary>Gives it back; its addresses are not used again.</summary>
    public void Free() => (IsFreed, Data, Log) = (true, [], null);
}
