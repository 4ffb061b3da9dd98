using IlgpuStyle.Imaging;
using ImageMagick;

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

    [Theory]
    [InlineData("a.png", 8)]
    [InlineData("a.png", 16)]
    [InlineData("a.jpg", 8)]
    [InlineData("a.webp", 8)]
    [InlineData("a.tif", 8)]
    [InlineData("a.avif", 8)]
    public void Write_Sealed_IsWholeUntilAByteChanges(string name, int depth)
    {
        string path = _folder.File(name);
        ImageFile.Write(
            path, TestImages.Gradient(37, 21), new PictureWriting { Texts = s_texts, Depth = depth, IsSealed = true });
        byte[] file = File.ReadAllBytes(path);
        Assert.True(PictureSeal.IsWhole(file));
        Assert.Equal(s_texts, ImageFile.ReadTexts(path));
        int digits = PictureSeal.DigitsIn(file);
        foreach (int changed in (int[])[0, file.Length / 2, digits - 1, digits, digits + 63, digits + 70, file.Length - 1])
        {
            byte[] other = [.. file];
            other[changed] ^= 1;
            Assert.False(PictureSeal.IsWhole(other), $"byte {changed} of {file.Length}, digits at {digits}");
        }

        Assert.False(PictureSeal.IsWhole(file.AsSpan(0, file.Length - 1)));
        Assert.False(PictureSeal.IsWhole([.. file, 0]));
        // Saved by another program, which keeps the texts.
        using MagickImage image = new(file);
        File.WriteAllBytes(path, image.ToByteArray(image.Format));
        Assert.False(PictureSeal.IsWhole(File.ReadAllBytes(path)));
        // Of the texts that are read none is a seal.
        ImageFile.Write(path, ImageFile.Read(path), new PictureWriting { Texts = [.. ImageFile.ReadTexts(path)], IsSealed = true });
        Assert.True(PictureSeal.IsWhole(File.ReadAllBytes(path)));
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
