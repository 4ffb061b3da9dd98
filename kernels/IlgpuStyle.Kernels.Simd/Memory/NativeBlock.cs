namespace IlgpuStyle.Kernels.Simd.Memory;

/// <summary>
/// A block of native memory, aligned to 64 bytes (one cache line, one AVX-512 vector), booked on its backend's account: zeros, or what a
/// spare block held.
/// </summary>
internal sealed unsafe class NativeBlock : IDisposable
{
    private const nuint Alignment = 64;

    // Kernels that compute whole tiles read up to 14 cache lines beyond the last position; what they read
    // there is discarded.
    private const long ReadableSlack = 16 * 64;

    private readonly MemoryAccount _account;
    private readonly long _sizeInBytes;
    private readonly SpareMemory? _spare;

    /// <summary>Allocates.</summary>
    /// <param name="account">Of the backend.</param>
    /// <param name="sizeInBytes">How many bytes.</param>
    /// <param name="spare">Where the block comes from and goes to, for whom need not begin with zeros; null for zeros.</param>
    /// <exception cref="OutOfMemoryException">There is no room.</exception>
    public NativeBlock(MemoryAccount account, long sizeInBytes, SpareMemory? spare = null)
    {
        _account = account;
        _sizeInBytes = sizeInBytes + ReadableSlack;
        _spare = spare;
        Pointer = spare is null ? ZeroedMemory.Allocate((nuint)_sizeInBytes, Alignment) : spare.Take((nuint)_sizeInBytes, Alignment);
        account.Add(_sizeInBytes);
    }

    /// <summary>
    /// Frees a block that nobody disposed; the account is left alone because finalisers run on their own
    /// thread.
    /// </summary>
    ~NativeBlock()
    {
        if (_spare is null || !_spare.Holds(Pointer))
            ZeroedMemory.Free(Pointer, (nuint)_sizeInBytes);
    }

    /// <summary>First byte; null after <see cref="Dispose"/>.</summary>
    public void* Pointer { get; private set; }

    /// <summary>The bytes that a block of so many floats is booked with; none for none.</summary>
    public static long Booked(long floats) => floats == 0 ? 0 : floats * sizeof(float) + ReadableSlack;

    /// <summary>Frees the memory; harmless when repeated.</summary>
    public void Dispose()
    {
        if (Pointer == null)
            return;
        if (_spare is null)
            ZeroedMemory.Free(Pointer, (nuint)_sizeInBytes);
        else
            _spare.Keep(Pointer, (nuint)_sizeInBytes);
        Pointer = null;
        _account.Add(-_sizeInBytes);
        GC.SuppressFinalize(this);
    }
}
