using IlgpuStyle.Import;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Weights;

public sealed class ActivationCheckTests
{
    [Fact]
    public void Judge_EmbeddedNetwork_AnswersAsStored()
    {
        ActivationVerdict verdict = ActivationCheck.Judge(Metadata(), Means(metadata => metadata, 11));
        Assert.True(verdict.IsExpected, verdict.Summary);
        Assert.Equal(11, verdict.Findings.Count);
        Assert.Contains("are right", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_ExchangedRedAndBlue_Shows()
    {
        ActivationVerdict verdict = ActivationCheck.Judge(
            Metadata(), Means(metadata => metadata with { ChannelOrder = ChannelOrder.Bgr }));
        Assert.False(verdict.IsExpected);
        Assert.Contains("channel order", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_PixelsTo255_Shows()
    {
        ActivationVerdict verdict = ActivationCheck.Judge(
            Metadata(), Means(metadata => metadata with { Scale = 255 }));
        Assert.False(verdict.IsExpected);
        Assert.Contains("scale of the input", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_ForgottenMean_Shows() =>
        Assert.False(ActivationCheck.Judge(
            Metadata(), Means(metadata => metadata with { Mean = [0, 0, 0] })).IsExpected);

    [Theory]
    [InlineData("caffe", 40f, true)]
    [InlineData("caffe", 0.5f, false)]
    [InlineData("torchvision", 0.5f, true)]
    [InlineData("torchvision", 40f, false)]
    [InlineData("torchvision", 0f, false)]
    [InlineData("torchvision", float.NaN, false)]
    [InlineData("somebody's", 40f, true)]
    [InlineData("somebody's", float.PositiveInfinity, false)]
    public void Judge_FamilyWithBounds_TellsScalesApart(string family, float mean, bool expected)
    {
        ActivationVerdict verdict = ActivationCheck.Judge(
            new WeightsMetadata { Family = family }, new Dictionary<string, float> { ["conv1_1"] = mean });
        Assert.Equal(expected, verdict.IsExpected);
    }

    [SkippableFact]
    public void Judge_RealNormalisedNetwork_AnswersAsStored()
    {
        string? path = SharedFile("weights/vgg19-normalised-to-conv3_4.safetensors");
        Skip.If(
            path is null,
            "the normalised VGG19 is not on this machine (it is not part of the repository)");
        using WeightsFile file = WeightsFile.Open(path!);
        Dictionary<string, float> means = PlainNetwork.FilterMeans(
            file, ProbePicture.Make(), ProbePicture.Size, ProbePicture.Size)
            .ToDictionary(pair => pair.Key, pair => pair.Value.Average());
        ActivationVerdict verdict = ActivationCheck.Judge(file.Metadata, means);
        Assert.True(verdict.IsExpected, verdict.Summary);
    }

    [Fact]
    public void Normalize_AnyNetwork_MakesEachFilterAverageOneAndKeepsProportions()
    {
        using TemporaryFolder folder = new();
        using ImportResult imported = WeightsImport.Read(FixtureNetwork.File("vgg19-v1.caffemodel"));
        WeightsFile plain = imported.Weights;
        Dictionary<string, float[]> before = PlainNetwork.FilterMeans(
            plain, ProbePicture.Make(), ProbePicture.Size, ProbePicture.Size);
        WeightsNormalizer.Normalize(plain, before, folder["normalised"]);
        using WeightsFile normalised = WeightsFile.Open(folder["normalised"]);
        Dictionary<string, float[]> after = PlainNetwork.FilterMeans(
            normalised, ProbePicture.Make(), ProbePicture.Size, ProbePicture.Size);
        Assert.Contains(before.Values, means => means.Any(mean => mean > 10));
        foreach ((string layer, float[] means) in after)
        {
            for (int channel = 0; channel < means.Length; channel++)
                Assert.Equal(before[layer][channel] > 0 ? 1f : 0f, means[channel], 1e-3f);
        }

        Assert.Equal("caffe-normalised", normalised.Metadata.Family);
        Assert.Equal(plain.Metadata.Mean, normalised.Metadata.Mean);
        Assert.Equal(plain.Sha256, normalised.Metadata.SourceSha256);
    }

    [Fact]
    public void Normalize_MissingMeans_NamesTheLayer()
    {
        using TemporaryFolder folder = new();
        using WeightsFile file = WeightsFile.OpenEmbedded();
        InputException exception = Assert.Throws<InputException>(
            () => WeightsNormalizer.Normalize(file, new Dictionary<string, float[]>(), folder["out"]));
        Assert.Contains("'conv1_1'", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["out"]));
    }

    private static WeightsMetadata Metadata()
    {
        using WeightsFile file = WeightsFile.OpenEmbedded();
        return file.Metadata;
    }

    /// <summary>
    /// The means of the embedded network's first layers with a mistake in its preprocessing.
    /// </summary>
    private static Dictionary<string, float> Means(
        Func<WeightsMetadata, WeightsMetadata> mistake, int layers = 2)
    {
        using TemporaryFolder folder = new();
        using WeightsFile embedded = WeightsFile.OpenEmbedded();
        SafetensorsWriter.Write(
            folder["x"], mistake(embedded.Metadata).ToDictionary(), embedded.ConvolutionLayers.Take(layers)
            .Select(embedded.ReadConvolution).SelectMany(layer => (SafetensorsTensor[])
            [
                new(
                    $"{layer.Layer}.weight", [layer.OutputChannels, layer.InputChannels, 3, 3],
                    layer.Weights),
                new($"{layer.Layer}.bias", [layer.OutputChannels], layer.Bias),
            ]));
        using WeightsFile file = WeightsFile.Open(folder["x"]);
        return PlainNetwork.FilterMeans(file, ProbePicture.Make(), ProbePicture.Size, ProbePicture.Size)
            .ToDictionary(pair => pair.Key, pair => pair.Value.Average());
    }

    private static string? SharedFile(string name)
    {
        for (DirectoryInfo? folder = new(
            AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", name);
            if (File.Exists(path))
                return path;
        }

        return null;
    }
}
