using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Weights;

public sealed class WeightsReportTests
{
    [Fact]
    public void Describe_EmbeddedNetwork_SaysWhatItIs()
    {
        using WeightsFile file = WeightsFile.OpenEmbedded();
        string report = string.Join('\n', WeightsReport.Describe(file));
        Assert.Contains(
            "3f24d18b210b78939a741174678b271b1055e2973e3d63d75ff9c5bf0c46ff5c", report,
            StringComparison.Ordinal);
        Assert.Contains("vgg19-compact, 11 convolutions", report, StringComparison.Ordinal);
        Assert.Contains("(0.485, 0.456, 0.406), (0.229, 0.224, 0.225)", report, StringComparison.Ordinal);
        Assert.Contains("2,057,504", report, StringComparison.Ordinal);
        Assert.Contains("(256, 128, 3, 3)", report, StringComparison.Ordinal);
        Assert.All(report.Split('\n'), line => Assert.True(line.Length <= 120, line));
    }

    [Fact]
    public void List_InstalledAndOwnFiles_AreTold()
    {
        using TemporaryFolder folder = new();
        WeightsStore store = new(folder.Path, WeightsRegistry.Default);
        foreach (string name in (string[])["vgg16", "mine"])
            SafetensorsWriter.Write(store.PathOf(name), new Dictionary<string, string>(), []);
        IReadOnlyList<string> lines = WeightsReport.List(WeightsRegistry.Default, store);
        Assert.StartsWith("compact ", lines[0], StringComparison.Ordinal);
        Assert.Contains("installed", lines.Single(
            line => line.StartsWith("vgg16 ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("available", lines.Single(
            line => line.StartsWith("vgg19 ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("your own", lines.Single(
            line => line.StartsWith("mine ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(store.Folder, lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_Verdict_MarksTheWrongLayer()
    {
        ActivationVerdict verdict = ActivationCheck.Judge(
            new WeightsMetadata { Family = "caffe" },
            new Dictionary<string, float> { ["conv1_2"] = 7, ["conv1_1"] = 0.1f });
        IReadOnlyList<string> lines = WeightsReport.Describe(verdict);
        Assert.StartsWith("conv1_1", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("!", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain('!', lines[2]);
        Assert.Equal(verdict.Summary, lines[^1]);
    }
}
