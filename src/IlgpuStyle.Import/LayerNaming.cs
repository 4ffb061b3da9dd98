using System.Globalization;
using System.Text.RegularExpressions;
using IlgpuStyle.Import.Formats;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import;

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
        foreach (ImportedTensor tensor in OneNetwork(tensors, displayName))
        {
            string name = WithoutPrefix(tensor.Name);
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
                    ? MapPositions(weights, wanted, displayName)
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

    /// <summary>
    /// A layer's name without what wrappers and larger models put before it: "model.features.module.0.weight" is "features.0.weight".
    /// </summary>
    private static string WithoutPrefix(string name)
    {
        string plain = string.Join('.', name.Split('.').Where(part => part is not ("module" or "_orig_mod")));
        Match layer = PrefixedPattern().Match(plain);
        return layer.Success ? layer.Groups[1].Value : plain;
    }

    /// <summary>Refuses files that hold a layer of two networks under two prefixes.</summary>
    private static IReadOnlyList<ImportedTensor> OneNetwork(IReadOnlyList<ImportedTensor> tensors, string displayName)
    {
        Dictionary<string, string> seen = [];
        foreach (ImportedTensor tensor in tensors)
        {
            string name = WithoutPrefix(tensor.Name);
            if (!seen.TryAdd(name, tensor.Name) && seen[name] != tensor.Name)
                throw new InputException(
                    $"'{displayName}' holds more than one network: both '{seen[name]}' and '{tensor.Name}'; save the one alone.");
        }

        return tensors;
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
        Dictionary<string, ImportedTensor> weights, string? wanted, string displayName)
    {
        string[] found =
        [
            .. weights.Keys.Where(name => weights[name].Shape.Length == 4).Order(LayerNameComparer.Instance),
        ];
        // SqueezeNet's classifier is a convolution too.
        string architecture = found.Length is 25 or 26 ? ArchitectureNames.SqueezeNet
            : VggOf([.. found.Select(name => weights[name])], wanted)
            ?? throw new InputException(
                $"'{displayName}' has {found.Length} convolutions without names; VGG19 has 16, VGG16 13, SqueezeNet 1.1 25 or 26, and "
                    + "the first few of a VGG are known by blocks of one width.");
        return ArchitectureNames.Convolutions(architecture).Zip(found)
            .ToDictionary(pair => pair.First, pair => pair.Second);
    }

    /// <summary>
    /// The VGG with that many convolutions; for fewer, the one whose blocks have one width each, VGG19 where both do (the first seven
    /// layers are the same); null for none.
    /// </summary>
    private static string? VggOf(ImportedTensor[] kernels, string? wanted)
    {
        string[] candidates = [ArchitectureNames.Vgg19, ArchitectureNames.Vgg16];
        return candidates.FirstOrDefault(name => ArchitectureNames.Convolutions(name).Length == kernels.Length)
            ?? candidates.FirstOrDefault(name => (wanted ?? name) == name && HasBlocksOf(name, kernels));
    }

    private static bool HasBlocksOf(string architecture, ImportedTensor[] kernels)
    {
        string[] layers = ArchitectureNames.Convolutions(architecture);
        return kernels.Length <= layers.Length && kernels.Zip(layers)
            .GroupBy(pair => pair.Second.Split('_')[0], pair => BiasLength(pair.First))
            .All(block => block.Distinct().Count() == 1);
    }

    /// <summary>Output channels of kernels in either layout: the first side if the last two are rows and columns.</summary>
    private static long BiasLength(ImportedTensor kernel) =>
        kernel.Shape[2] == kernel.Shape[3] && kernel.Shape[2] is (1 or 3) ? kernel.Shape[0] : kernel.Shape[3];

    /// <summary>
    /// The architecture whose first layers the names are; VGG19 where VGG16 would fit as well.
    /// </summary>
    private static string Identify(
        IReadOnlyCollection<string> layers, string? wanted, string displayName,
        IReadOnlyList<ImportedTensor> tensors)
    {
        if (layers.Count == 0)
        {
            string sample = string.Join(", ", tensors.Take(4).Select(tensor => $"{tensor.Name} {tensor.ShapeText}"));
            string found = tensors.Count > 4 ? $"{tensors.Count} tensors: {sample}, …" : tensors.Count > 0 ? sample : "no tensors";
            throw new InputException($"'{displayName}' has no layers of VGG19, VGG16 or SqueezeNet 1.1; it has {found}.");
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

    [GeneratedRegex("^.+\\.((features\\.[0-9]+\\b|conv[1-9]_[1-9]\\.|fire[0-9]/).*)$")]
    private static partial Regex PrefixedPattern();

    [GeneratedRegex("^conv[1-9]_[1-9][0-9]?$")]
    private static partial Regex VggPattern();

    [GeneratedRegex("^(features\\.|fire)([0-9]{1,2})[./](squeeze|squeeze1x1|expand1x1|expand3x3)$")]
    private static partial Regex FirePattern();
}
