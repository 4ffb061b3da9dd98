using System.Runtime.InteropServices;

namespace ILGPU.Runtime;

/// <summary>
/// Native memory, aligned to 64 bytes. A view of a disposed buffer throws instead of reading what is no
/// longer there.
/// </summary>
public abstract unsafe class MemoryBuffer : IDisposable
{
    private const nuint AlignmentInBytes = 64;

    private readonly Accelerator? _accelerator;
    private byte* _pointer;

    private protected MemoryBuffer(Accelerator? accelerator, long length, int elementSize)
    {
        _accelerator = accelerator;
        Length = length;
        ElementSize = elementSize;
        nuint bytes = checked((nuint)length * (nuint)elementSize);
        _pointer = (byte*)NativeMemory.AlignedAlloc(bytes == 0 ? AlignmentInBytes : bytes, AlignmentInBytes);
        Poison();
    }

    /// <summary>Gives the memory back of a buffer that nobody disposed.</summary>
    ~MemoryBuffer() => Free();

    public long Length { get; }

    public int ElementSize { get; }

    public long LengthInBytes => Length * ElementSize;

    internal byte* Pointer => _pointer != null ? _pointer : throw new ObjectDisposedException(GetType().Name);

    public void Dispose()
    {
        Free();
        _accelerator?.Forget(this);
        GC.SuppressFinalize(this);
    }

    /// <summary>Sets all bits: NaN for floating point, so that a read before a write shows.</summary>
    internal void Poison() => NativeMemory.Fill(Pointer, (nuint)LengthInBytes, 0xFF);

    private void Free()
    {
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
    }
}
