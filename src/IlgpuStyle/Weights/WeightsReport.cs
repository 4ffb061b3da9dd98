using System.Globalization;

namespace IlgpuStyle.Weights;

/// <summary>What <c>weights info</c> and <c>weights list</c> print, as plain lines.</summary>
internal static class WeightsReport
{
    /// <summary>A file's architecture, preprocessing, origin and layers.</summary>
    /// <exception cref="InputException">A layer cannot be read.</exception>
    public static IReadOnlyList<string> Describe(WeightsFile file)
    {
        WeightsMetadata metadata = file.Metadata;
        List<string> lines =
        [
            $"file          {file.DisplayName}",
            $"sha256        {file.Sha256}",
            $"architecture  {metadata.Architecture}, {file.ConvolutionLayers.Count} convolutions",
            $"family        {FamilyText(metadata.Family)}",
            $"input         (pixels in [0, 1] · {Number(metadata.Scale)} − mean) / std, "
            + $"{OrderText(metadata.ChannelOrder)}",
            $"mean, std     ({Triple(metadata.Mean)}), ({Triple(metadata.Std)})",
            $"pooling       {metadata.Pooling ?? "not stated"}",
        ];
        AddIfKnown(lines, "source        ", metadata.Source);
        AddIfKnown(lines, "source sha256 ", metadata.SourceSha256);
        AddIfKnown(lines, "licence       ", metadata.Licence);
        lines.Add("");
        lines.Add(Row("layer", "type", "shape", "parameters", "mean |w|"));
        long parameters = 0;
        foreach (string layer in file.ConvolutionLayers)
        {
            ConvolutionParameters convolution = file.ReadConvolution(layer);
            SafetensorsEntry entry = file.Tensors[$"{layer}.weight"];
            long count = convolution.Weights.Length + convolution.Bias.Length;
            parameters += count;
            double mean = convolution.Weights.Average(value => Math.Abs((double)value));
            string meanText = mean.ToString("0.0000", CultureInfo.InvariantCulture);
            lines.Add(Row(layer, entry.DataType.ToString(), entry.ShapeText, Number(count), meanText));
        }

        lines.Add(Row("total", "", "", Number(parameters), ""));
        return lines;
    }

    /// <summary>The registry, what is installed and where, and the embedded network.</summary>
    public static IReadOnlyList<string> List(WeightsRegistry registry, WeightsStore store)
    {
        IReadOnlyList<InstalledWeights> installed = store.List();
        List<string> lines = [$"{WeightsStore.EmbeddedName,-18}embedded   half the widths of VGG19; CC BY 4.0"];
        foreach (RegistryEntry entry in registry.Entries)
        {
            InstalledWeights? file = installed.FirstOrDefault(weights => weights.Name == entry.Name);
            string state = file is null ? "available" : "installed";
            string size = file is null ? "" : $" ({Size(file)})";
            lines.Add($"{entry.Name,-18}{state,-11}{entry.Description}; {entry.Licence}{size}");
        }

        lines.AddRange(installed.Where(weights => registry.Find(weights.Name) is null)
            .Select(weights => $"{weights.Name,-18}{"installed",-11}your own ({Size(weights)})"));
        lines.Add($"installed files are in {store.Folder} (ILGPUSTYLE_HOME chooses another place)");
        return lines;
    }

    /// <summary>The layers of an activation check as a table, and the summary.</summary>
    public static IReadOnlyList<string> Describe(ActivationVerdict verdict) =>
    [
        $"{"layer",-20}{"mean",12}{"expected",26}",
        .. verdict.Findings.Select(finding =>
            $"{finding.Layer,-20}{finding.Mean,12:0.####}"
            + $"{$"{finding.Lowest:0.####} to {finding.Highest:0.####}",26}"
            + (finding.IsExpected ? "" : "   !")),
        verdict.Summary,
    ];

    private static void AddIfKnown(List<string> lines, string label, string value)
    {
        const int LineLength = 110;
        string rest = value, start = label;
        while (rest.Length > 0)
        {
            int room = LineLength - label.Length;
            int end = rest.Length <= room ? rest.Length : rest.LastIndexOf(' ', room);
            if (end <= 0)
                end = rest.Length;
            lines.Add(start + rest[..end]);
            rest = rest[end..].TrimStart();
            start = new string(' ', label.Length);
        }
    }

    private static string Row(string layer, string type, string shape, string parameters, string mean) =>
        $"{layer,-20}{type,-6}{shape,-22}{parameters,12}{mean,10}".TrimEnd();

    private static string FamilyText(string name) =>
        WeightsFamily.Find(name) is { } family ? $"{family.Name} ({family.Description})" : name;

    private static string OrderText(ChannelOrder order) => order == ChannelOrder.Rgb ? "RGB" : "BGR";

    private static string Triple(float[] values) => string.Join(", ", values.Select(value => Number(value)));

    private static string Number(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(InstalledWeights weights) => $"{weights.SizeInBytes / 1e6:0.0} MB";
}
