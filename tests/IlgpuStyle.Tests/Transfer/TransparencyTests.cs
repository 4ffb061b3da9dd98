using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>Transparent pictures become opaque ones with masks.</summary>
public sealed class TransparencyTests
{
    [Fact]
    public void Apply_OpaquePictures_StayAsTheyAre()
    {
        TransferPictures pictures = new() { Content = TestImages.Gradient(8, 6), Styles = [new StylePicture(TestImages.Gradient(5, 5))] };

        TransferPictures found = Transparency.Apply(pictures);

        Assert.Same(pictures.Content, found.Content);
        Assert.Null(found.Opacity);
        Assert.Null(found.ContentMask);
        Assert.Equal(pictures.Styles, found.Styles);
    }

    [Fact]
    public void Apply_TransparentPhoto_ActsWhereItIsOpaque()
    {
        RgbImage photo = HalfVisible(8, 6);
        Mask region = new(8, 6, [.. Enumerable.Repeat(0.5f, 48)]);
        StylePicture style = new(TestImages.Gradient(5, 5), Region: region);

        TransferPictures found = Transparency.Apply(new() { Content = photo, Styles = [style, style, new StylePicture(style.Picture)] });

        Assert.Equal(photo.Alpha, found.Opacity!.Data);
        Assert.Same(found.Opacity, found.ContentMask);
        Assert.Same(found.Styles[0].Region, found.Styles[1].Region);
        Assert.Equal(photo.Alpha!.Select(value => value / 2), found.Styles[0].Region!.Data);
        Assert.Same(found.Opacity, found.Styles[2].Region);
    }

    [Fact]
    public void Apply_TransparentPainting_LendsItsVisiblePart()
    {
        RgbImage painting = HalfVisible(8, 6);
        Mask part = new(4, 3, [.. Enumerable.Repeat(0.25f, 12)]);

        TransferPictures found = Transparency.Apply(
            new() { Content = TestImages.Gradient(8, 6), Styles = [new StylePicture(painting), new StylePicture(painting, Part: part)] });

        Assert.Null(found.Opacity);
        Assert.Equal(painting.Alpha, found.Styles[0].Part!.Data);
        Assert.Equal(painting.Alpha!.Select(value => value / 4), found.Styles[1].Part!.Data);
        Assert.Null(found.Styles[0].Region);
    }

    [Fact]
    public void Apply_WhatCannotBeSeen_GetsTheColoursAround()
    {
        // Red and visible to the left; black, as programs leave it, and invisible to the right.
        RgbImage photo = HalfVisible(16, 8);
        for (int i = 0; i < 128; i++)
            (photo.Data[i], photo.Data[128 + i], photo.Data[256 + i]) = (photo.Alpha![i], 0, 0);

        RgbImage content = Transparency.Apply(new() { Content = photo, Styles = [new StylePicture(TestImages.Gradient(5, 5))] }).Content;

        Assert.Null(content.Alpha);
        Assert.All(content.Data[..128], value => Assert.Equal(1, value));
        Assert.All(content.Data[128..], value => Assert.Equal(0, value));
    }

    private static RgbImage HalfVisible(int width, int height)
    {
        RgbImage picture = TestImages.Gradient(width, height);
        return new RgbImage(width, height, picture.Data,
            [.. Enumerable.Range(0, width * height).Select(i => i % width < width / 2 ? 1f : 0f)]);
    }
}
