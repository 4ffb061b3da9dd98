using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>Reads the structures of an HDF5 file and says so when one is not where it should be.</summary>
internal static class HdfCursor
{
    /// <summary>HDF5's mark for "nothing is stored here".</summary>
    public const ulong Undefined = ulong.MaxValue;

    private const int WindowSize = 512;

    /// <summary>A cursor at an address of the file.</summary>
    public static SourceCursor At(ByteSource source, ulong address)
    {
        if (address > (ulong)source.Length)
            throw Damaged(source, $"address {address} lies outside");
        return new SourceCursor(source, (long)address, WindowSize);
    }

    /// <summary>A cursor behind a four-letter signature that must stand there.</summary>
    public static SourceCursor At(ByteSource source, ulong address, ReadOnlySpan<byte> signature)
    {
        SourceCursor cursor = At(source, address);
        if (!cursor.ReadBytes(signature.Length).AsSpan().SequenceEqual(signature))
            throw Damaged(source, $"no '{System.Text.Encoding.ASCII.GetString(signature)}' at byte {address}");
        return cursor;
    }

    /// <summary>A little-endian number of 1 to 8 bytes.</summary>
    public static ulong ReadNumber(this SourceCursor cursor, int bytes)
    {
        ulong value = 0;
        for (int i = 0; i < bytes; i++)
            value |= (ulong)cursor.ReadByte() << (8 * i);
        return value;
    }

    /// <summary>How many bytes HDF5 gives a number that is at most <paramref name="largest"/>.</summary>
    public static int SizeOfNumber(ulong largest) => System.Numerics.BitOperations.Log2(largest) / 8 + 1;

    /// <summary>The exception for a damaged file.</summary>
    public static InputException Damaged(ByteSource source, string reason) =>
        new($"'{source.DisplayName}' is a damaged HDF5 file: {reason}.");

    /// <summary>The exception for a sound file that uses what this reader does not.</summary>
    public static InputException Unsupported(ByteSource source, string what) =>
        new($"'{source.DisplayName}' uses {what}, which this reader does not know; open it with h5py and "
            + "save the arrays with numpy.savez, or write it again with libver='earliest'.");
}
