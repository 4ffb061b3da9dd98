using System.Buffers.Binary;
using System.IO.Compression;

namespace StbImageWriteSharp;

/// <summary>PNG of 8 bits a sample with the base library's deflate.</summary>
internal static class PngEncoder
{
    private static readonly uint[] s_crcTable = [.. Enumerable.Range(0, 256).Select(CrcOfByte)];

    /// <summary>Writes a whole file.</summary>
    public static void Write(byte[] data, int width, int height, int components, Stream dest)
    {
        dest.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = components switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 };
        WriteChunk(dest, "IHDR"u8, header);
        WriteChunk(dest, "IDAT"u8, Compress(data, width * components, height, components));
        WriteChunk(dest, "IEND"u8, []);
    }

    private static byte[] Compress(byte[] data, int rowBytes, int height, int distance)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] above = new byte[rowBytes];
            byte[][] candidates = [.. Enumerable.Range(0, 5).Select(_ => new byte[rowBytes])];
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<byte> row = data.AsSpan(y * rowBytes, rowBytes);
                int best = BestFilter(row, above, distance, candidates);
                zlib.WriteByte((byte)best);
                zlib.Write(candidates[best]);
                row.CopyTo(above);
            }
        }

        return compressed.ToArray();
    }

    // The usual guess: the filter whose signed differences are smallest compresses best.
    private static int BestFilter(
        ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, byte[][] candidates)
    {
        (int best, long smallest) = (0, long.MaxValue);
        for (int filter = 0; filter < candidates.Length; filter++)
        {
            long sum = 0;
            for (int i = 0; i < row.Length; i++)
            {
                byte difference = (byte)(row[i] - Prediction(filter, row, above, i, distance));
                candidates[filter][i] = difference;
                sum += Math.Abs((int)(sbyte)difference);
            }

            if (sum < smallest)
                (best, smallest) = (filter, sum);
        }

        return best;
    }

    private static int Prediction(
        int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int i, int distance)
    {
        int a = i >= distance ? row[i - distance] : 0;
        int b = above[i];
        int c = i >= distance ? above[i - distance] : 0;
        return filter switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) >> 1, _ => Paeth(a, b, c) };
    }

    private static int Paeth(int a, int b, int c)
    {
        (int toA, int toB, int toC) = (Math.Abs(b - c), Math.Abs(a - c), Math.Abs(a + b - (2 * c)));
        if (toA <= toB && toA <= toC)
            return a;
        return toB <= toC ? b : c;
    }

    private static void WriteChunk(Stream dest, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        dest.Write(number);
        dest.Write(type);
        dest.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        dest.Write(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
            crc = s_crcTable[(byte)(crc ^ value)] ^ (crc >> 8);
        return crc;
    }

    private static uint CrcOfByte(int value)
    {
        uint crc = (uint)value;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320u;
        return crc;
    }
}
