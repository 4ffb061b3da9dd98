namespace IlgpuStyle.Weights;

/// <summary>Bytes that are already in memory: the embedded default network, and test cases.</summary>
internal sealed class MemoryByteSource : ByteSource
{
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Wraps the bytes; they are not copied.</summary>
    public MemoryByteSource(ReadOnlyMemory<byte> bytes, string displayName)
        : base(displayName, bytes.Length)
    {
        _bytes = bytes;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> destination) =>
        _bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
}
