using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>Texts that travel inside picture files.</summary>
public sealed class ImageTextsTests : IDisposable
{
    private static readonly KeyValuePair<string, string>[] s_texts =
    [
        KeyValuePair.Create("Software", "istyle: a test"),
        KeyValuePair.Create("settings", "{\"size\": 640, \"name\": \"Äpfel, 木\"}"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.png")]
    [InlineData("a.jpg")]
    [InlineData("a.webp")]
    [InlineData("a.tif")]
    [InlineData("a.avif")]
    public void Write_WithTexts_ReadsThemBackAndKeepsThePixels(string name)
    {
        RgbImage picture = TestImages.Gradient(37, 21);
        ImageFile.Write(_folder.File("plain" + Path.GetExtension(name)), picture);
        ImageFile.Write(_folder.File(name), picture, new PictureWriting { Texts = s_texts });
        Assert.Equal(s_texts, ImageFile.ReadTexts(_folder.File(name)));
        Assert.Equal(ImageFile.Read(_folder.File("plain" + Path.GetExtension(name))).Data, ImageFile.Read(_folder.File(name)).Data);
        Assert.Empty(ImageFile.ReadTexts(_folder.File("plain" + Path.GetExtension(name))));
    }

    // A comment's segment holds 65533 bytes, "settings: " among them; the settings of a run of a thousand paintings are longer.
    [Theory]
    [InlineData(65_522)]
    [InlineData(65_523)]
    [InlineData(65_524)]
    [InlineData(200_000)]
    public void Write_JpegWithALongText_ReadsItBack(int length)
    {
        KeyValuePair<string, string>[] texts = [KeyValuePair.Create("settings", new string('é', length / 2) + new string('x', length % 2)),
            s_texts[0]];
        ImageFile.Write(_folder.File("a.jpg"), TestImages.Gradient(37, 21), new PictureWriting { Texts = texts });
        Assert.Equal(texts, ImageFile.ReadTexts(_folder.File("a.jpg")));
    }

    [Fact]
    public void ReadTexts_TruncatedJpeg_FindsWhatIsThere()
    {
        ImageFile.Write(_folder.File("a.jpg"), TestImages.Gradient(37, 21), new PictureWriting { Texts = s_texts });
        byte[] whole = File.ReadAllBytes(_folder.File("a.jpg"));
        for (int length = 2; length < whole.Length; length += 7)
            Assert.InRange(ImageFile.ReadTexts(_folder.Write("cut.jpg", whole[..length])).Count, 0, 2);
    }

    [Fact]
    public void ReadTexts_NoFile_NamesIt() =>
        Assert.Contains("none.png", Assert.Throws<InputException>(() => ImageFile.ReadTexts(_folder.File("none.png"))).Message);
}
