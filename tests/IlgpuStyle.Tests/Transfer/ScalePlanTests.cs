using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>The sizes of a coarse-to-fine run.</summary>
public sealed class ScalePlanTests
{
    [Fact]
    public void Stages_Pyramid_FallsByRootTwoDownToTheSmallestUsefulSize()
    {
        IReadOnlyList<ScaleStage> stages = Stages(ScalePlan.Pyramid(30), new ImageSize(512, 384), InitKind.Noise);
        Assert.Equal([128, 181, 256, 362, 512], stages.Select(s => s.Size.Width));
        Assert.Equal([96, 136, 192, 272, 384], stages.Select(s => s.Size.Height));
        Assert.All(stages, s => Assert.Equal(30, s.Iterations));
    }

    [Theory]
    [InlineData(InitKind.Matched, 362)]
    [InlineData(InitKind.Content, 362)]
    [InlineData(InitKind.Picture, 362)]
    [InlineData(InitKind.Statistics, 128)]
    [InlineData(InitKind.Style, 128)]
    public void Stages_StartWithThePhotosStructures_HasNoSizesThatFindThem(InitKind start, int coarsest) =>
        Assert.Equal(coarsest, Stages(ScalePlan.Pyramid(3), new ImageSize(512, 384), start)[0].Size.Width);

    [Fact]
    public void Stages_Count_IsHonoured() => Assert.Equal(
        [256, 362, 512], Stages(ScalePlan.Pyramid(20, count: 3), new ImageSize(512, 512)).Select(s => s.Size.Width));

    [Theory]
    [InlineData(38, 3)]
    [InlineData(1, 1)]
    public void Stages_StartWithThePhotosStructures_TakeASixteenthOfTheStepsAtSmallerSizes(int steps, int coarse)
    {
        StyleTransferOptions options = new() { Size = 1024, Scales = ScalePlan.Pyramid(steps) };
        ImageSize size = new(1024, 768);
        Assert.Equal([coarse, coarse, coarse, steps], ScalePlan.Stages(options, size).Select(s => s.Iterations));
        // Sizes that somebody chose take what somebody said.
        Assert.All(
            ScalePlan.Stages(options with { SmallestShortSide = ScalePlan.SmallestSeen }, size), s => Assert.Equal(steps, s.Iterations));
        Assert.Equal(9, ScalePlan.Stages(options with { FirstIterations = 9 }, size)[0].Iterations);
    }

    [Fact]
    public void Stages_PictureSmallerThanTheSmallestStage_HasOneStage() =>
        Assert.Equal([new ScaleStage(new ImageSize(64, 40), 7)], Stages(ScalePlan.Pyramid(7), new ImageSize(64, 40)));

    [Fact]
    public void Stages_CircularPadding_HasSidesOnTheGrid()
    {
        StyleTransferOptions options = new() { Size = 330, Init = InitKind.Noise, Scales = ScalePlan.Pyramid(5),
            Network = new NetworkOptions(null, PaddingMode.Circular) };
        IReadOnlyList<ScaleStage> stages = ScalePlan.Stages(options, new ImageSize(330, 250));
        Assert.Equal(new ImageSize(336, 256), stages[^1].Size);
        Assert.All(stages, s => Assert.Equal((0, 0), (s.Size.Width % ScalePlan.Grid, s.Size.Height % ScalePlan.Grid)));
    }

    [Fact]
    public void Stages_FirstIterations_AreThoseOfTheCoarsestStageThatIsLeft()
    {
        StyleTransferOptions options = new() { Size = 512, Init = InitKind.Noise, Scales = ScalePlan.Pyramid(7), FirstIterations = 9 };
        Assert.Equal([9, 7, 7, 7, 7], ScalePlan.Stages(options, new ImageSize(512, 384)).Select(s => s.Iterations));
        Assert.Equal([9], ScalePlan.Stages(options with { Size = 96 }, new ImageSize(512, 384)).Select(s => s.Iterations));
    }

    [Fact]
    public void Stages_LargestPicture_StartsAtTheSmallestUsefulSize() =>
        Assert.InRange(Stages(ScalePlan.Pyramid(1), new ImageSize(32768, 21840), InitKind.Noise)[0].Size.Height, 96, 136);

    // Found where it would be lost: at the end of hours.
    [Fact]
    public void Stages_PictureLargerThanAnArray_IsRefused() => Assert.Contains(
        "a picture of 32768×21862 pixels has more values than can be held; expected at most 715 megapixels",
        Assert.Throws<InputException>(() => Stages(ScalePlan.Pyramid(1), new ImageSize(32768, 21862))).Message);

    private static IReadOnlyList<ScaleStage> Stages(
        IReadOnlyList<ScaleStep> scales, ImageSize size, InitKind start = InitKind.Matched) =>
        ScalePlan.Stages(new StyleTransferOptions { Size = size.LongSide, Scales = scales, Init = start }, size);
}
