namespace IlgpuStyle.Weights;

/// <summary>
/// A network's weights in the project's native form: a safetensors file with <c>NAME.weight</c> (OIHW) and
/// <c>NAME.bias</c> per convolution, and the metadata of <see cref="WeightsMetadata"/>. Channel widths come
/// from the file.
/// </summary>
internal sealed class WeightsFile : IDisposable
{
    private const string EmbeddedResource = "compact.safetensors";
    private const string WeightSuffix = ".weight";

    private readonly SafetensorsFile _file;
    private readonly Lazy<string> _sha256;

    private WeightsFile(SafetensorsFile file)
    {
        _file = file;
        _sha256 = new Lazy<string>(file.ComputeSha256);
        Metadata = WeightsMetadata.Parse(file.Metadata, file.DisplayName);
        ConvolutionLayers =
        [
            .. file.Tensors.Keys.Where(name => name.EndsWith(WeightSuffix, StringComparison.Ordinal))
                .Select(name => name[..^WeightSuffix.Length])
                .Where(layer => file.Tensors[layer + WeightSuffix].Shape.Length == 4)
                .Order(LayerNameComparer.Instance),
        ];
    }

    /// <summary>What the file says about its network.</summary>
    public WeightsMetadata Metadata { get; }

    /// <summary>The path, or the embedded network's name, for messages.</summary>
    public string DisplayName => _file.DisplayName;

    /// <summary>The lower-case hexadecimal sha256 of the file; the first use reads all of it.</summary>
    public string Sha256 => _sha256.Value;

    /// <summary>The names of all convolutions in the file, conv1_1 first.</summary>
    public IReadOnlyList<string> ConvolutionLayers { get; }

    /// <summary>The tensors behind the layers, for reports.</summary>
    internal IReadOnlyDictionary<string, SafetensorsEntry> Tensors => _file.Tensors;

    /// <summary>Opens a file on disk. Other formats must be converted first.</summary>
    /// <exception cref="InputException">
    /// The file is missing or not sound, or its metadata cannot be used.
    /// </exception>
    public static WeightsFile Open(string path) => Wrap(SafetensorsFile.Open(path));

    /// <summary>Opens a file that lies in memory.</summary>
    /// <param name="bytes">The whole file; not copied.</param>
    /// <param name="displayName">What messages call it.</param>
    /// <exception cref="InputException">It is not sound, or its metadata cannot be used.</exception>
    public static WeightsFile Open(ReadOnlyMemory<byte> bytes, string displayName) => Wrap(SafetensorsFile.Open(bytes, displayName));

    /// <summary>Opens the default network that travels inside the assembly.</summary>
    public static WeightsFile OpenEmbedded()
    {
        using Stream stream = typeof(WeightsFile).Assembly.GetManifestResourceStream(EmbeddedResource)
            ?? throw new InvalidOperationException($"the assembly lacks its resource '{EmbeddedResource}'.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Open(bytes, "embedded compact network");
    }

    /// <summary>Whether the file has weights for that convolution.</summary>
    public bool HasLayer(string layer) => _file.Tensors.ContainsKey(layer + WeightSuffix);

    /// <summary>Reads one convolution.</summary>
    /// <exception cref="InputException">
    /// It is missing, its tensors do not fit together, or a number is not finite.
    /// </exception>
    internal ConvolutionParameters ReadConvolution(string layer)
    {
        string weightName = layer + WeightSuffix, biasName = layer + ".bias";
        if (!_file.Tensors.TryGetValue(weightName, out SafetensorsEntry? weight))
        {
            throw new InputException(
                $"'{DisplayName}' has no layer '{layer}'; its convolutions are "
                + $"{string.Join(", ", ConvolutionLayers)}.");
        }

        if (weight.Shape is not [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue, > 0 and <= 255, var width]
            || width != weight.Shape[2])
        {
            throw new InputException(
                $"'{DisplayName}': '{weightName}' has shape {weight.ShapeText}, expected (output channels, "
                + "input channels, k, k).");
        }

        if (!_file.Tensors.TryGetValue(biasName, out SafetensorsEntry? bias))
            throw new InputException($"'{DisplayName}': layer '{layer}' has weights but no '{biasName}'.");
        if (bias.Shape.Length != 1 || bias.Shape[0] != weight.Shape[0])
            throw new InputException(
                $"'{DisplayName}': '{biasName}' has shape {bias.ShapeText}, expected ({weight.Shape[0]}).");
        return new ConvolutionParameters(
            layer, (int)weight.Shape[0], (int)weight.Shape[1], (int)width,
            ReadFinite(weightName), ReadFinite(biasName));
    }

    /// <summary>Writes the file as it is; its folder is made if it is missing, and it appears when it is complete.</summary>
    /// <exception cref="InputException">It cannot be written.</exception>
    public void Save(string path) => SafetensorsWriter.WriteFile(path, _file.CopyTo);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static WeightsFile Wrap(SafetensorsFile file)
    {
        try
        {
            return new WeightsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private float[] ReadFinite(string name)
    {
        float[] values = _file.ReadFloats(name);
        int index = Array.FindIndex(values, value => !float.IsFinite(value));
        if (index >= 0)
            throw new InputException(
                $"'{DisplayName}': '{name}' holds {values[index]} at element {index}; the file is damaged.");
        return values;
    }
}
