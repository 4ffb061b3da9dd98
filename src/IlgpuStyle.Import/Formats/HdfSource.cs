using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// An HDF5 file from its superblock on, which is what its addresses count from: a user block of 512, 1024, … bytes may stand before it.
/// What may be read in all is bounded, so that structures that overlap each other a thousandfold come to an end.
/// </summary>
internal sealed class HdfSource : ByteSource
{
    private const long HarmlessReading = 1L << 28;

    private readonly ByteSource file;
    private readonly long start;
    private long left;

    private HdfSource(ByteSource file, long start)
        : base(file.DisplayName, file.Length - start)
    {
        this.file = file;
        this.start = start;
        left = HarmlessReading + 4 * file.Length;
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
        left -= destination.Length;
        if (left < 0)
            throw HdfCursor.Damaged(this, "its parts overlap without end");
        file.Read(start + offset, destination);
    }
}
