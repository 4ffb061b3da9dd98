using IlgpuStyle.Imaging;

namespace IlgpuStyle.Tests.Imaging;

/// <summary>The grid of pictures with labels.</summary>
public sealed class ContactSheetTests
{
    [Fact]
    public void Render_TwoByTwo_PutsPicturesInTheirCellsAndTextBelow()
    {
        ContactSheet sheet = new(2, margin: 3);
        sheet.Add(Plain(20, 10, 0.25f), "a");
        sheet.Add(Plain(30, 16, 0.5f), "b");
        sheet.Add(Plain(20, 10, 0.75f));
        RgbImage image = sheet.Render();
        Assert.Equal(new ImageSize(3 + 20 + 3 + 30 + 3, 3 + 16 + 11 + 3 + 10 + 3), image.Size);
        Assert.Equal(0.25f, At(image, 3, 3 + 3));
        Assert.Equal(1f, At(image, 3, 3 + 2));
        Assert.Equal(0.5f, At(image, 26, 3));
        Assert.Equal(0.75f, At(image, 22, image.Height - 4));
        Assert.Equal(1f, At(image, 26, image.Height - 4));
        Assert.Contains(Enumerable.Range(3, 20), x => Enumerable.Range(19, 11).Any(y => At(image, x, y) < 0.2f));
    }

    [Fact]
    public void Render_LabelWiderThanItsColumn_IsCut()
    {
        ContactSheet sheet = new(1, margin: 4);
        sheet.Add(Plain(40, 5, 0.5f), "a label that is much wider than forty pixels");
        RgbImage image = sheet.Render();
        Assert.Equal(48, image.Width);
        for (int y = 0; y < image.Height; y++)
            Assert.All(Enumerable.Range(0, 4), x => Assert.Equal(1f, At(image, x, y)));
    }

    [Fact]
    public void Render_EveryPrintableLetter_IsDrawnAndDiffersFromTheOthers()
    {
        HashSet<string> seen = [];
        foreach (char letter in Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Append('×'))
        {
            ContactSheet sheet = new(1, margin: 0);
            sheet.Add(Plain(8, 1, 1), letter.ToString());
            string dots = string.Concat(sheet.Render().Data.Select(v => v < 0.5f ? '#' : '.'));
            Assert.Contains('#', dots);
            Assert.True(letter == '×' || seen.Add(dots), $"'{letter}' looks like another letter");
        }
    }

    private static RgbImage Plain(int width, int height, float value)
    {
        RgbImage image = new(width, height);
        Array.Fill(image.Data, value);
        return image;
    }

    private static float At(RgbImage image, int x, int y) => image.Data[y * image.Width + x];
}
