using System.Globalization;
using System.Text.RegularExpressions;

namespace IlgpuStyle.Weights.Importers;

/// <summary>
/// Finds out which architecture a file holds and which of its tensors is which layer: by our own and
/// Caffe's names (conv1_1, fire2/squeeze1x1), by torchvision's (features.N), or by position where the
/// format keeps no names.
/// </summary>
internal static partial class LayerNaming
{
    /// <summary>Names the convolutions. Fully connected layers and other tensors are left out.</summary>
    /// <param name="tensors">The file's tensors.</param>
    /// <param name="wanted">The architecture that the user says, or null.</param>
    /// <param name="displayName">The file, for messages.</param>
    /// <exception cref="InputException">
    /// No known network, layers missing in between, or layers that the network does not have.
    /// </exception>
    public static (string Architecture, List<NamedLayer> Layers) Resolve(
        IReadOnlyList<ImportedTensor> tensors, string? wanted, string displayName)
    {
        Dictionary<string, ImportedTensor> weights = [], biases = [];
        foreach (ImportedTensor tensor in tensors)
        {
            string name = tensor.Name.StartsWith("module.", StringComparison.Ordinal)
                ? tensor.Name[7..]
                : tensor.Name;
            if (name.EndsWith(".weight", StringComparison.Ordinal))
                AddOnce(weights, name[..^7], tensor, displayName);
            else if (name.EndsWith(".bias", StringComparison.Ordinal))
                AddOnce(biases, name[..^5], tensor, displayName);
        }

        if (weights.GetValueOrDefault("features.1") is { Shape.Length: 1 })
            throw new InputException(
                $"'{displayName}' is a network with batch normalisation, which is not supported; use the "
                + "one without.");
        Dictionary<string, string> sources = weights.Keys.Any(name => FirePattern().IsMatch(name))
            ? Map(weights.Keys, FireName)
            : weights.Keys.Any(name => name.StartsWith("features.", StringComparison.Ordinal))
                ? MapFeatures(weights.Keys, wanted, displayName)
                : weights.Keys.Any(name => name.StartsWith('#'))
                    ? MapPositions(weights, displayName)
                    : Map(weights.Keys, name => VggPattern().IsMatch(name) ? name : null);
        string architecture = Identify(sources.Keys, wanted, displayName, tensors);
        return (architecture, Collect(architecture, sources, weights, biases, displayName));
    }

    /// <summary>
    /// The convolutions of a native file that lists its layers; its architecture may be its own.
    /// </summary>
    /// <exception cref="InputException">
    /// A listed convolution has weights but no bias, or none is there.
    /// </exception>
    public static List<NamedLayer> ResolveListed(ImportedWeights imported, string displayName)
    {
        Dictionary<string, ImportedTensor> tensors = [];
        foreach (ImportedTensor tensor in imported.Tensors)
            AddOnce(tensors, tensor.Name, tensor, displayName);
        List<NamedLayer> layers = [];
        foreach (string layer in imported.Native?.Layers ?? [])
        {
            if (!tensors.TryGetValue($"{layer}.weight", out ImportedTensor? weight))
                continue; // pooling
            if (!tensors.TryGetValue($"{layer}.bias", out ImportedTensor? bias))
                throw new InputException($"'{displayName}' has no bias for layer '{layer}'.");
            layers.Add(new NamedLayer(layer, layer, weight, bias));
        }

        return layers.Count > 0
            ? layers
            : throw new InputException($"'{displayName}' has none of the layers that its metadata list.");
    }

    private static void AddOnce(
        Dictionary<string, ImportedTensor> tensors, string name, ImportedTensor tensor, string displayName)
    {
        if (!tensors.TryAdd(name, tensor))
            throw new InputException($"'{displayName}' has layer '{name}' twice.");
    }

    private static Dictionary<string, string> Map(IEnumerable<string> names, Func<string, string?> rename)
    {
        Dictionary<string, string> sources = [];
        foreach (string name in names)
        {
            if (rename(name) is { } known)
                sources[known] = name;
        }

        return sources;
    }

    /// <summary>torchvision's features.3.squeeze and Caffe's fire2/squeeze1x1.</summary>
    private static string? FireName(string name)
    {
        if (name is "features.0" or "conv1")
            return "conv1";
        Match match = FirePattern().Match(name);
        if (!match.Success)
            return null;
        int fire = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        if (match.Groups[1].Value == "features.")
            fire = Array.IndexOf(ArchitectureNames.FireIndices, fire) is >= 0 and var index ? index + 2 : 1;
        string part = match.Groups[3].Value;
        return $"fire{fire}.{(part == "squeeze1x1" ? "squeeze" : part)}";
    }

    private static Dictionary<string, string> MapFeatures(
        IEnumerable<string> names, string? wanted, string displayName)
    {
        int[] found =
        [
            .. names.Where(name => name.StartsWith("features.", StringComparison.Ordinal))
                .Select(name => ParseIndex(name.AsSpan("features.".Length)))
                .Order(),
        ];
        string[] candidates = [ArchitectureNames.Vgg19, ArchitectureNames.Vgg16];
        string architecture = candidates.Where(name => wanted is null || name == wanted)
            .FirstOrDefault(
                name => found.All(index => ArchitectureNames.FeatureIndices(name).Contains(index)))
            ?? throw new InputException(
                $"'{displayName}' has convolutions features.{string.Join(", ", found)}, which are not "
                + $"those of {wanted ?? "VGG19 or VGG16"}.");
        string[] layers = ArchitectureNames.Convolutions(architecture);
        int[] indices = ArchitectureNames.FeatureIndices(architecture);
        return found.ToDictionary(
            index => layers[Array.IndexOf(indices, index)], index => $"features.{index}");
    }

    private static int ParseIndex(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : -1;

    private static Dictionary<string, string> MapPositions(
        Dictionary<string, ImportedTensor> weights, string displayName)
    {
        string[] found =
        [
            .. weights.Keys.Where(name => weights[name].Shape.Length == 4).Order(LayerNameComparer.Instance),
        ];
        string architecture = found.Length switch
        {
            16 => ArchitectureNames.Vgg19,
            13 => ArchitectureNames.Vgg16,
            25 or 26 => ArchitectureNames.SqueezeNet, // with or without the classifier's convolution
            _ => throw new InputException(
                $"'{displayName}' has {found.Length} convolutions without names; VGG19 has 16, VGG16 13, "
                + "SqueezeNet 1.1 25 or 26."),
        };
        return ArchitectureNames.Convolutions(architecture).Zip(found)
            .ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>
    /// The architecture whose first layers the names are; VGG19 where VGG16 would fit as well.
    /// </summary>
    private static string Identify(
        IReadOnlyCollection<string> layers, string? wanted, string displayName,
        IReadOnlyList<ImportedTensor> tensors)
    {
        if (layers.Count == 0)
        {
            string sample = string.Join(
                ", ", tensors.Take(4).Select(tensor => $"{tensor.Name} {tensor.ShapeText}"));
            throw new InputException(
                $"'{displayName}' has no layers of VGG19, VGG16 or SqueezeNet 1.1; it has {tensors.Count} "
                + $"tensors: {sample}, ….");
        }

        string[] candidates = [.. ArchitectureNames.All.Where(name => wanted is null || name == wanted)];
        string[] fitting =
            [.. candidates.Where(name => layers.All(ArchitectureNames.Convolutions(name).Contains))];
        if (fitting.Length == 0)
        {
            string extra = layers.FirstOrDefault(
                layer => candidates.All(name => !ArchitectureNames.Convolutions(name).Contains(layer)),
                layers.Last());
            throw new InputException(
                $"'{displayName}' has layers such as '{extra}' that "
                + $"{wanted ?? "VGG19, VGG16 and SqueezeNet 1.1"} cannot have together.");
        }

        return fitting.FirstOrDefault(name => FirstMissing(name, layers) is null, fitting[0]);
    }

    /// <summary>The first layer that is missing before one that is there.</summary>
    private static string? FirstMissing(string architecture, IReadOnlyCollection<string> layers) =>
        ArchitectureNames.Convolutions(architecture)
            .Take(layers.Count)
            .FirstOrDefault(layer => !layers.Contains(layer));

    private static List<NamedLayer> Collect(
        string architecture, Dictionary<string, string> sources, Dictionary<string, ImportedTensor> weights,
        Dictionary<string, ImportedTensor> biases, string displayName)
    {
        if (FirstMissing(architecture, sources.Keys) is { } missing)
            throw new InputException(
                $"'{displayName}' lacks layer '{missing}' of {architecture}, but has later ones.");
        List<NamedLayer> layers = [];
        foreach (string layer in ArchitectureNames.Convolutions(architecture).Where(sources.ContainsKey))
        {
            string source = sources[layer];
            if (!biases.TryGetValue(source, out ImportedTensor? bias))
                throw new InputException($"'{displayName}' has no bias for layer '{source}' ({layer}).");
            layers.Add(new NamedLayer(layer, source, weights[source], bias));
        }

        return layers;
    }

    [GeneratedRegex("^conv[1-9]_[1-9][0-9]?$")]
    private static partial Regex VggPattern();

    [GeneratedRegex("^(features\\.|fire)([0-9]{1,2})[./](squeeze|squeeze1x1|expand1x1|expand3x3)$")]
    private static partial Regex FirePattern();
}
