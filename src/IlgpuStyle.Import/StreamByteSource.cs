using IlgpuStyle.Weights;

namespace IlgpuStyle.Import;

/// <summary>The bytes of a stream that can seek; the stream stays its owner's.</summary>
internal sealed class StreamByteSource : ByteSource
{
    private readonly Stream _stream;

    private StreamByteSource(Stream stream, string displayName)
        : base(displayName, stream.Length) => _stream = stream;

    /// <summary>The stream itself, or its bytes in memory if it cannot seek.</summary>
    /// <exception cref="InputException">Reading fails.</exception>
    public static ByteSource Of(Stream stream, string displayName)
    {
        if (stream.CanSeek)
            return new StreamByteSource(stream, displayName);
        return FileFailure.Explain($"cannot read '{displayName}'", () =>
        {
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            return Wrap(copy.ToArray(), displayName);
        });
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> destination)
    {
        try
        {
            _stream.Position = offset;
            _stream.ReadExactly(destination);
        }
        catch (IOException exception)
        {
            throw new InputException($"cannot read '{DisplayName}' at byte {offset}: {exception.Message}", exception);
        }
    }
}
