using IlgpuStyle.Imaging;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Cli.Runs;

/// <summary>Masks of more pixels than a run needs.</summary>
public sealed class LargeMaskTests : RunFixture
{
    // More than PictureFile.LargePixels.
    private const int Width = 2400, Height = 1800;

    [Theory]
    [InlineData("", 64)]
    [InlineData(":inverse", 64)]
    [InlineData(":808080", Width)]
    public void ReadPictures_LargeMask_IsReadAtTwiceTheRunsSizeUnlessColoursAreCompared(string suffix, int width)
    {
        string path = PathOf("mask.png");
        RgbImage picture = new(Width, Height, new float[RgbImage.Channels * Width * Height]);
        for (int i = 0; i < picture.Data.Length; i++)
            picture.Data[i] = i % Width < Width / 3 ? 128f / 255 : i % Width < Width / 2 ? 1 : 0;
        ImageFile.Write(path, picture);

        SettingValues values = Typed([Photo, Painting, "-o", PathOf("out.png"), "--size", "32", "--pin", path + suffix]);
        WeightsChoice choice = WeightsStore.Default.Choose(values.Get(InputSettings.Weights));
        using WeightsFile weights = choice.File;
        Mask mask = new RunRequest(values, choice, new Announcements(TextWriter.Null, TextWriter.Null)).ReadPictures().Pinned!;

        Assert.Equal(width, mask.Width);
        double expected = suffix switch { "" => 128.0 / 255 / 3 + 1.0 / 6, ":inverse" => 1 - 128.0 / 255 / 3 - 1.0 / 6, _ => 1.0 / 3 };
        // A step of 8 bits.
        Assert.Equal(expected, mask.Share, 1.0 / 255);
    }
}
