namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>Counts the native bytes that one backend holds.</summary>
internal sealed class MemoryAccount
{
    /// <summary>Bytes held now.</summary>
    public long Current { get; private set; }

    /// <summary>The largest value that <see cref="Current"/> has had.</summary>
    public long Peak { get; private set; }

    /// <summary>Books bytes in (positive) or out (negative).</summary>
    public void Add(long bytes)
    {
        Current += bytes;
        Peak = Math.Max(Peak, Current);
    }
}
