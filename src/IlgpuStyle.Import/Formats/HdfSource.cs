using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// An HDF5 file from its superblock on, which is what its addresses count from: a user block of 512, 1024, … bytes may stand before it.
/// What may be read in all is bounded, so that structures that overlap each other a thousandfold come to an end.
/// </summary>
internal sealed class HdfSource : ByteSource
{
    private const long HarmlessReading = 1L << 28;

    private readonly ByteSource _file;
    private readonly long _start;
    private long _left;

    private HdfSource(ByteSource file, long start)
        : base(file.DisplayName, file.Length - start)
    {
        _file = file;
        _start = start;
        _left = HarmlessReading + 4 * file.Length;
    }

    /// <summary>The signature of every superblock.</summary>
    public static ReadOnlySpan<byte> Signature =>
        [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>The file from its superblock on; null if it has none.</summary>
    public static HdfSource? Find(ByteSource file)
    {
        Span<byte> bytes = stackalloc byte[Signature.Length];
        for (long start = 0; start <= file.Length - bytes.Length; start = Math.Max(512, 2 * start))
        {
            file.Read(start, bytes);
            if (bytes.SequenceEqual(Signature))
                return new HdfSource(file, start);
        }

        return null;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> destination)
    {
        _left -= destination.Length;
        if (_left < 0)
            throw HdfCursor.Damaged(this, "its parts overlap without end");
        _file.Read(_start + offset, destination);
    }
}
