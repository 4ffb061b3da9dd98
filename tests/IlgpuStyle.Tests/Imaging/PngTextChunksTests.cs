using System.Text;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

public sealed class PngTextChunksTests
{
    [Fact]
    public void Write_Pairs_ComeBackInOrderAndThePictureIsTheSame()
    {
        KeyValuePair<string, string>[] texts =
        [
            new("Software", "IlgpuStyle"),
            new("Settings", "--size 512\n--preset relative"),
            new("Title", "Größe ½"),
            new("Comment", "星月夜 ✓ 🙂"),
            new("Empty", string.Empty),
            new("Software", "a second one"),
        ];
        RgbImage image = TestImages.Gradient(20, 10);
        byte[] plain = TestImages.Encode(image, ".png");

        // IHDR's end: eight bytes of signature and 25 of the chunk.
        byte[] annotated = [.. plain[..33], .. Written(texts), .. plain[33..]];

        Assert.Equal(texts, PngTextChunks.Read(annotated));
        Assert.Equal(image.Data, TestImages.Decode(annotated).Data);
        Assert.Empty(PngTextChunks.Read(plain));
    }

    // Length 3, type, keyword, 0, text, and the CRC of "tEXta\0b" as Python's zlib.crc32 gives it.
    [Fact]
    public void Write_Latin1Text_WritesTheStandardsBytes() =>
        Assert.Equal([0, 0, 0, 3, .. "tEXta\0b"u8, 0xDC, 0x49, 0xA2, 0x3B], Written([new("a", "b")]));

    [Theory]
    [InlineData("iTXt", "Key\0\0\0de\0Schlüssel\0text", "text")]
    [InlineData("iTXt", "Key\0\u0001\0\0\0xyz", null)]
    [InlineData("iTXt", "Key\0\0\0\0no end", null)]
    [InlineData("iTXt", "Key\0", null)]
    [InlineData("tEXt", "no separator", null)]
    [InlineData("tEXt", "\0no keyword", null)]
    [InlineData("zTXt", "Key\0\0xyz", null)]
    public void Read_ForeignChunk_IsReadOrPassedOver(string type, string data, string? expected)
    {
        byte[] file = TestImages.Png(1, 1, 8, 0, [0, 0], (type, Encoding.UTF8.GetBytes(data)));

        KeyValuePair<string, string>[] texts = expected is null ? [] : [new("Key", expected)];
        Assert.Equal(texts, PngTextChunks.Read(file));
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData(" a", "x")]
    [InlineData("a\n", "x")]
    [InlineData("星", "x")]
    [InlineData("a", "x\0y")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890", "x")]
    public void Write_ImpossiblePair_Throws(string keyword, string text) =>
        Assert.Throws<ArgumentException>(() => Written([new(keyword, text)]));

    private static byte[] Written(IEnumerable<KeyValuePair<string, string>> texts)
    {
        using MemoryStream chunks = new();
        foreach ((string keyword, string text) in texts)
            PngTextChunks.Write(chunks, keyword, text);
        return chunks.ToArray();
    }

    [Fact]
    public void Read_NoPngOrTruncated_Throws()
    {
        Assert.Throws<InvalidDataException>(() => PngTextChunks.Read(TestFiles.Bmp));
        Assert.Throws<InvalidDataException>(
            () => PngTextChunks.Read(TestImages.Encode(TestImages.Gradient(2, 2), ".png")[..^1]));
    }
}
