namespace IlgpuStyle.Imaging;

/// <summary>
/// Takes a PNG file's compressed pixels as they come and writes them as IDAT chunks; the file itself stays
/// open.
/// </summary>
/// <param name="file">The file.</param>
internal sealed class PngDataStream(Stream file) : Stream
{
    private readonly byte[] _chunk = new byte[1 << 18];
    private int _length;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int count = Math.Min(buffer.Length, _chunk.Length - _length);
            buffer[..count].CopyTo(_chunk.AsSpan(_length));
            _length += count;
            buffer = buffer[count..];
            if (_length == _chunk.Length)
                WriteChunk();
        }
    }

    /// <summary>Does nothing: a chunk is written when it is full, and at the end.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_length > 0)
            WriteChunk();
        base.Dispose(disposing);
    }

    private void WriteChunk()
    {
        PngWriter.WriteChunk(file, "IDAT"u8, _chunk.AsSpan(0, _length));
        _length = 0;
    }
}
