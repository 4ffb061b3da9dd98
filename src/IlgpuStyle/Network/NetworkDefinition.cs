using IlgpuStyle.Weights;

namespace IlgpuStyle.Network;

/// <summary>A network's layers in the order they run, each reading layers that stand before it.</summary>
internal sealed class NetworkDefinition
{
    private readonly Dictionary<string, int> _indexByName;

    /// <summary>
    /// Makes a definition from a table; empty <see cref="LayerDefinition.Inputs"/> are filled with the layer
    /// before.
    /// </summary>
    /// <param name="architecture">Its name, for messages.</param>
    /// <param name="table">At least one layer; names are unique.</param>
    /// <exception cref="InputException">
    /// A name occurs twice, or a layer reads one that does not stand before it.
    /// </exception>
    public NetworkDefinition(string architecture, IReadOnlyList<LayerDefinition> table)
    {
        Architecture = architecture;
        _indexByName = [];
        LayerDefinition[] layers = new LayerDefinition[table.Count];
        for (int i = 0; i < table.Count; i++)
        {
            LayerDefinition layer = table[i];
            if (layer.Inputs.Count == 0 && i > 0)
                layer = layer with { Inputs = [table[i - 1].Name] };
            foreach (string input in layer.Inputs)
            {
                if (!_indexByName.ContainsKey(input))
                    throw new InputException($"network {architecture}: layer {layer.Name} reads {input}, "
                        + "which does not stand before it.");
            }

            if (!_indexByName.TryAdd(layer.Name, i))
                throw new InputException($"network {architecture}: layer {layer.Name} occurs twice.");
            layers[i] = layer;
        }

        Layers = layers;
    }

    /// <summary>"vgg19" or what the weights file says.</summary>
    public string Architecture { get; }

    /// <summary>The layers in running order, inputs filled in.</summary>
    public IReadOnlyList<LayerDefinition> Layers { get; }

    /// <summary>
    /// The network of a weights file: its own <c>layers</c> list (names starting with "pool" are 2×2 pooling,
    /// all others 3×3 convolutions), or the table of its architecture, cut at the first convolution that the
    /// file does not hold.
    /// </summary>
    /// <exception cref="InputException">
    /// The architecture is unknown, or the file holds none of its layers.
    /// </exception>
    public static NetworkDefinition Of(WeightsFile weights)
    {
        string architecture = weights.Metadata.Architecture;
        if (weights.Metadata.Layers.Count > 0)
        {
            return new NetworkDefinition(
                architecture,
                [.. weights.Metadata.Layers.Select(name => name.StartsWith("pool", StringComparison.Ordinal)
                    ? LayerDefinition.Pooling(name) : LayerDefinition.Convolution(name))]);
        }

        if (!Architectures.ByName.TryGetValue(architecture, out IReadOnlyList<LayerDefinition>? table))
        {
            throw new InputException(
                $"{weights.DisplayName}: unknown architecture '{architecture}'; known: "
                    + $"{string.Join(", ", Architectures.ByName.Keys)}. "
                + "A file with another sequential network needs a 'layers' list in its metadata.");
        }

        LayerDefinition[] held = [.. table.TakeWhile(
            layer => layer.Kind != LayerKind.Convolution || weights.HasLayer(layer.Name))];
        if (!held.Any(layer => layer.Kind == LayerKind.Convolution))
            throw new InputException(
                $"{weights.DisplayName}: holds no layer of {architecture}; expected {table[0].Name}.weight.");
        return new NetworkDefinition(architecture, held);
    }

    /// <summary>
    /// Position of a layer; "relu4_2" and "conv4_2" both mean the feature map after that convolution's ReLU.
    /// </summary>
    /// <exception cref="InputException">
    /// There is no such layer; the message lists those that a loss can use.
    /// </exception>
    public int IndexOf(string layer)
    {
        string name = CanonicalName(layer);
        if (_indexByName.TryGetValue(name, out int index))
            return index;
        // Presets of other tools name layers that a shorter network ends before.
        bool isOfVgg19 = Architectures.ByName["vgg19"].Any(known => known.Name == CanonicalName(layer));
        string remedy = isOfVgg19 ? "; full VGG19 has it ('istyle weights get vgg19')" : "";
        throw new InputException($"network {Architecture} has no layer '{layer}'; it has "
            + $"{string.Join(", ", Layers.Select(l => l.Name))}{remedy}.");
    }

    /// <summary>Whether there is such a layer, by either of its names.</summary>
    public bool HasLayer(string layer) => _indexByName.ContainsKey(CanonicalName(layer));

    /// <summary>The name that the layer table uses: relu4_2 becomes conv4_2.</summary>
    public static string CanonicalName(string layer) =>
        layer.StartsWith("relu", StringComparison.Ordinal) ? string.Concat("conv", layer.AsSpan(4)) : layer;

    /// <summary>The layers up to the deepest of those named: nothing behind it runs.</summary>
    public NetworkDefinition UpTo(IEnumerable<string> layers)
    {
        int deepest = layers.Max(IndexOf);
        return new NetworkDefinition(Architecture, [.. Layers.Take(deepest + 1)]);
    }
}
