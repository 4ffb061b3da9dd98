using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// A read-only, seekable stream over a range of a <see cref="ByteSource"/>, for the base library's
/// decoders.
/// </summary>
internal sealed class ByteSourceStream : Stream
{
    private readonly ByteSource _source;
    private readonly long _first;

    /// <summary>Covers <paramref name="length"/> bytes from <paramref name="start"/> on.</summary>
    public ByteSourceStream(ByteSource source, long start, long length)
    {
        _source = source;
        _first = start;
        Length = length;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Clamp(Length - Position, 0, buffer.Length);
        _source.Read(_first + Position, buffer[..count]);
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        long start = origin switch { SeekOrigin.Current => Position, SeekOrigin.End => Length, _ => 0 };
        long target = start + offset;
        if (target < 0)
            throw new IOException($"cannot seek to {target}.");
        return Position = target;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
