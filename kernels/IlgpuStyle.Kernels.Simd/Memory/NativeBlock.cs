namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// A block of zeroed native memory, aligned to 64 bytes (one cache line, one AVX-512 vector), booked on its
/// backend's account.
/// </summary>
internal sealed unsafe class NativeBlock : IDisposable
{
    private const nuint Alignment = 64;

    // Kernels that compute whole tiles read up to 14 cache lines beyond the last position; what they read
    // there is discarded.
    private const long ReadableSlack = 16 * 64;

    private readonly MemoryAccount _account;
    private readonly long _sizeInBytes;

    /// <summary>Allocates zeros.</summary>
    /// <exception cref="OutOfMemoryException">There is no room.</exception>
    public NativeBlock(MemoryAccount account, long sizeInBytes)
    {
        _account = account;
        _sizeInBytes = sizeInBytes + ReadableSlack;
        Pointer = ZeroedMemory.Allocate((nuint)_sizeInBytes, Alignment);
        account.Add(_sizeInBytes);
    }

    /// <summary>
    /// Frees a block that nobody disposed; the account is left alone because finalisers run on their own
    /// thread.
    /// </summary>
    ~NativeBlock() => ZeroedMemory.Free(Pointer, (nuint)_sizeInBytes);

    /// <summary>First byte; null after <see cref="Dispose"/>.</summary>
    public void* Pointer { get; private set; }

    /// <summary>The bytes that a block of so many floats is booked with; none for none.</summary>
    public static long Booked(long floats) => floats == 0 ? 0 : floats * sizeof(float) + ReadableSlack;

    /// <summary>Frees the memory; harmless when repeated.</summary>
    public void Dispose()
    {
        if (Pointer == null)
            return;
        ZeroedMemory.Free(Pointer, (nuint)_sizeInBytes);
        Pointer = null;
        _account.Add(-_sizeInBytes);
        GC.SuppressFinalize(this);
    }
}
