using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Weights;

public sealed class WeightsMetadataTests
{
    [Fact]
    public void Parse_Nothing_GivesTorchvisionsInputForVgg19()
    {
        WeightsMetadata metadata = WeightsMetadata.Parse(new Dictionary<string, string>(), "file");
        Assert.Equal("vgg19", metadata.Architecture);
        Assert.Empty(metadata.Layers);
        Assert.Equal(ChannelOrder.Rgb, metadata.ChannelOrder);
        Assert.Equal(1, metadata.Scale);
        Assert.Equal([0.485f, 0.456f, 0.406f], metadata.Mean);
        Assert.Equal([0.229f, 0.224f, 0.225f], metadata.Std);
        Assert.Null(metadata.Pooling);
    }

    [Fact]
    public void Parse_FamilyAlone_GivesTheFamilysInput()
    {
        WeightsMetadata metadata = WeightsMetadata.Parse(
            new Dictionary<string, string> { ["family"] = "caffe" }, "file");
        Assert.Equal(ChannelOrder.Bgr, metadata.ChannelOrder);
        Assert.Equal(255, metadata.Scale);
        Assert.Equal([103.939f, 116.779f, 123.68f], metadata.Mean);
        Assert.Equal([1f, 1f, 1f], metadata.Std);
    }

    [Fact]
    public void Parse_OlderKeys_AreUnderstood()
    {
        WeightsMetadata metadata = WeightsMetadata.Parse(
            new Dictionary<string, string>
            {
                ["topology"] = "vgg16",
                ["pool"] = "avg",
                ["mean"] = "1, 2.5,3",
                ["layers"] = "conv1_1, pool1",
            },
            "file");
        Assert.Equal("vgg16", metadata.Architecture);
        Assert.Equal("average", metadata.Pooling);
        Assert.Equal([1f, 2.5f, 3f], metadata.Mean);
        Assert.Equal(["conv1_1", "pool1"], metadata.Layers);
    }

    [Fact]
    public void ToDictionary_ThenParse_KeepsEveryValue()
    {
        WeightsMetadata written = WeightsMetadata.For(WeightsFamily.Normalised) with
        {
            Architecture = "vgg16",
            Layers = ["conv1_1", "pool1"],
            Mean = [0.1f, 1f / 3, 1e-7f],
            Pooling = "average",
            Source = "somewhere",
            SourceSha256 = "abc",
            Licence = "MIT",
        };
        WeightsMetadata read = WeightsMetadata.Parse(written.ToDictionary(), "file");
        Assert.Equal(written.ToDictionary(), read.ToDictionary());
        Assert.Equal(written.Mean, read.Mean);
        Assert.Equal(11, read.ToDictionary().Count);
    }

    [Theory]
    [InlineData("channel_order", "GBR")]
    [InlineData("mean", "1,2")]
    [InlineData("mean", "1,2,x")]
    [InlineData("mean", "1,2,NaN")]
    [InlineData("std", "1,0,1")]
    [InlineData("std", "1,-1,1")]
    [InlineData("scale", "0")]
    [InlineData("scale", "infinity")]
    [InlineData("pooling", "median")]
    public void Parse_UnusableValue_NamesKeyValueAndFile(string key, string value)
    {
        InputException exception = Assert.Throws<InputException>(
            () => WeightsMetadata.Parse(new Dictionary<string, string> { [key] = value }, "my file"));
        Assert.Contains("'my file'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(key, exception.Message, StringComparison.Ordinal);
        Assert.Contains(value, exception.Message, StringComparison.Ordinal);
    }
}
