using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>Small files that ask for much: frames and pages that nobody looks at, and headers that promise what is not there.</summary>
public sealed class BombTests
{
    private const uint Short = 3, Long = 4, Long8 = 16;

    static BombTests() => MagickLibrary.Load();

    [Fact]
    public void Read_GifOf30000Frames_IsTheFirst()
    {
        byte[] frame = TestFiles.Gif[19..^1];
        byte[] frames = [.. Enumerable.Repeat(frame, 30_000).SelectMany(bytes => bytes)];

        RgbImage found = ImageFile.Read([.. TestFiles.Gif[..^1], .. frames, 0x3B], "frames");

        Assert.Equal(ImageFile.Read(TestFiles.Gif, "frame").Data, found.Data);
    }

    // ImageMagick would decode them all, and give up.
    [Fact]
    public void Read_WebPOf10000Frames_IsTheFirstUpright()
    {
        RgbImage picture = TestImages.Gradient(8, 6);
        byte[] still = TestImages.Encode(picture, ".webp", quality: 100);
        byte[] Chunk(string name, byte[] data) => [.. Encoding.ASCII.GetBytes(name), .. BitConverter.GetBytes(data.Length), .. data];
        byte[] pixels = Chunk("VP8L", WebPChunks.Find(still, "VP8L"u8).ToArray());
        byte[] frame = Chunk("ANMF", [0, 0, 0, 0, 0, 0, 7, 0, 0, 5, 0, 0, 10, 0, 0, 0, .. pixels, .. new byte[pixels.Length & 1]]);
        byte[] file =
        [
            .. "RIFF\0\0\0\0WEBP"u8, .. Chunk("VP8X", [10, 0, 0, 0, 7, 0, 0, 5, 0, 0]), .. Chunk("ANIM", new byte[6]),
            .. Enumerable.Repeat(frame, 10_000).SelectMany(bytes => bytes),
            .. Chunk("EXIF", [.. "Exif\0\0"u8, .. TestImages.Exif(3, littleEndian: true)]),
        ];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);

        // Turned by half: what was last in a channel is first.
        IEnumerable<float> turned = picture.Data.Chunk(8 * 6).SelectMany(channel => channel.Reverse());
        Assert.Equal(turned, ImageFile.Read(file, "frames").Data);
    }

    [Fact]
    public void Read_PngOf10000Frames_IsTheFirst()
    {
        byte[] control = new byte[26], header = new byte[13];
        (control[7], control[11], control[21]) = (1, 1, 1);
        (header[3], header[7], header[8], header[9]) = (1, 1, 8, 2);
        (string, byte[])[] frames =
        [
            ("acTL", [0, 0, 0x27, 0x10, 0, 0, 0, 0]),
            .. Enumerable.Repeat<(string, byte[])[]>([("fcTL", control), ("fdAT", [0, 0, 0, 0, 120, 156])], 10_000).SelectMany(two => two),
        ];

        Assert.Equal(new ImageSize(1, 1), TestImages.Decode(TestImages.Png(header, [0, 1, 2, 3], frames)).Size);
    }

    // The last one leads to the first again.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_TiffOf5000Pages_IsTheFirst(bool isCircle)
    {
        const int Pages = 5000;
        byte[] page = Directory(Page(1, 1, 8, 1));
        List<byte> file = [.. "II*\0"u8, 10, 0, 0, 0, 128, 0];
        for (int i = 1; i <= Pages; i++)
        {
            int next = i < Pages ? 10 + i * page.Length : isCircle ? 10 : 0;
            BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(page.Length - 4), next);
            file.AddRange(page);
        }

        Assert.Equal(new ImageSize(1, 1), TestImages.Decode([.. file]).Size);
    }

    [Theory]
    [InlineData(Short, 60_000, "its tiles have 60000×60000 pixels, and the picture 16×16")]
    [InlineData(Long, 1_000_000, "its tiles have 1000000×1000000 pixels, and the picture 16×16")]
    [InlineData(Long8, 8, "its tiles have 4294967295×4294967295 pixels, and the picture 16×16")]
    [InlineData(Short, 16, null)]
    public void Read_TiffOfHugeTiles_IsRefusedByItsHeader(uint type, uint side, string? expected)
    {
        (uint, uint, uint)[] entries =
        [
            .. Page(16, 16, 8, 1)[..5], (277, Short, 1), (322, type, side), (323, type, side), (324, Long, 8), (325, Long, 256),
        ];
        // At byte 8, where eight bytes of a number would stand: 60000.
        byte[] data = new byte[256];
        (data[0], data[1]) = (0x60, 0xEA);
        Exception? exception = Record.Exception(() => TestImages.Decode(Tiff(entries, data)));

        if (expected is null)
            Assert.Null(exception);
        else
            Assert.Contains(expected, Assert.IsType<InputException>(exception).Message);
    }

    [Theory]
    [InlineData(6000, 20, 8)]
    [InlineData(6000, 3, 32)]
    [InlineData(9990, 1, 8)]
    public void Read_TiffWhoseStripsAreOneBlock_IsRefusedByItsHeader(uint side, uint samples, uint bits)
    {
        using MemoryStream strip = new();
        using (ZLibStream deflate = new(strip, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(new byte[side * samples * bits / 8]);
        byte[] file = Tiff(Page(side, side, bits, samples), strip.ToArray());

        Assert.Contains("too much for a file of", Assert.Throws<InputException>(() => TestImages.Decode(file)).Message);
    }

    private static (uint Tag, uint Type, uint Value)[] Page(uint width, uint height, uint bits, uint samples) =>
    [
        (256, Long, width), (257, Long, height), (258, Short, bits), (259, Short, 1), (262, Short, 1), (273, Long, 8),
        (277, Short, samples), (278, Long, height), (279, Long, 1),
    ];

    private static byte[] Tiff((uint Tag, uint Type, uint Value)[] entries, byte[] data)
    {
        byte[] start = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(start, 8 + data.Length);
        return [.. "II*\0"u8, .. start, .. data, .. Directory(entries)];
    }

    private static byte[] Directory((uint Tag, uint Type, uint Value)[] entries)
    {
        byte[] directory = new byte[2 + 12 * entries.Length + 4];
        BinaryPrimitives.WriteUInt16LittleEndian(directory, (ushort)entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = directory.AsSpan(2 + 12 * i);
            BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[2..], (ushort)entries[i].Type);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], entries[i].Value);
        }

        return directory;
    }
}
