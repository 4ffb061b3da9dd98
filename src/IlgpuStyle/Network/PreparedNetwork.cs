using IlgpuStyle.Backends;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Network;

/// <summary>
/// A network's frozen weights on a backend, packed once, up to the deepest layer that somebody asks for.
/// Serves <see cref="FeatureNetwork"/>s of every picture size.
/// </summary>
internal sealed class PreparedNetwork : IDisposable
{
    private readonly PreparedConvolution?[] _convolutions;
    private readonly NetworkOptions _options;
    private readonly bool _ownsWeights = true;

    /// <summary>Reads and packs the weights.</summary>
    /// <param name="backend">Where the network will run.</param>
    /// <param name="weights">Only read here; may be closed afterwards.</param>
    /// <param name="layers">The layers whose features are wanted; nothing behind the deepest is read.</param>
    /// <param name="options">Pooling and padding.</param>
    /// <exception cref="InputException">
    /// A layer is missing or its weights do not fit the layer before it.
    /// </exception>
    public PreparedNetwork(
        IBackend backend, WeightsFile weights, IEnumerable<string> layers, NetworkOptions options)
    {
        Backend = backend;
        _options = options;
        Definition = NetworkDefinition.Of(weights).UpTo(layers);
        PoolingKind = options.Pooling ?? DefaultPooling(weights.Metadata);
        Normalization = new PixelNormalization(weights.Metadata, options.PixelRange, options.OptimizesInput);
        _convolutions = new PreparedConvolution?[Definition.Layers.Count];
        List<PreparedNetwork> others = [];
        Others = others;
        int[] channels = new int[Definition.Layers.Count];
        try
        {
            for (int i = 0; i < channels.Length; i++)
            {
                int[] inputs = [.. Definition.Layers[i].Inputs.Select(name => channels[Definition.IndexOf(name)])];
                channels[i] = Definition.Layers[i].Kind switch
                {
                    LayerKind.Convolution => Prepare(weights, i, i == 0 ? 3 : inputs[0]),
                    LayerKind.Concatenation => inputs.Sum(),
                    _ => inputs[0],
                };
            }

            foreach (IBackend other in (backend as DeviceGroup)?.Others ?? [])
                others.Add(new PreparedNetwork(other, weights, layers, options));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private PreparedNetwork(PreparedNetwork whole, int first, int count, IBackend backend)
    {
        Backend = backend;
        _options = whole._options;
        PoolingKind = whole.PoolingKind;
        Normalization = whole.Normalization;
        LayerDefinition[] layers = [.. whole.Definition.Layers.Skip(first).Take(count)];
        layers[0] = layers[0] with { Inputs = [] };
        Definition = new NetworkDefinition(whole.Definition.Architecture, layers);
        _convolutions = whole._convolutions[first..(first + count)];
        _ownsWeights = false;
        Others = whole.Others;
    }

    /// <summary>Where the weights lie.</summary>
    public IBackend Backend { get; }

    /// <summary>The same network on the other devices of a <see cref="DeviceGroup"/>; none for another backend, nor in a
    /// rehearsal.</summary>
    public IReadOnlyList<PreparedNetwork> Others { get; }

    /// <summary>Statistics of pictures that several runs share; null if every run computes its own.</summary>
    public StatisticsCache? Statistics { get; init; }

    /// <summary>The layers, up to the deepest wanted.</summary>
    public NetworkDefinition Definition { get; }

    /// <summary>What the pooling layers do (those that are not fixed).</summary>
    public PoolingKind PoolingKind { get; }

    /// <summary>What the network expects of pixels.</summary>
    public PixelNormalization Normalization { get; }

    /// <summary>The packed weights of layer <paramref name="index"/>, which must be a convolution.</summary>
    public PreparedConvolution Convolution(int index) =>
        _convolutions[index] ?? throw new InvalidOperationException($"{Definition.Layers[index].Name} is no convolution.");

    /// <summary>The geometry of layer <paramref name="index"/>, which must be a pooling layer.</summary>
    public PoolingGeometry Pooling(int index)
    {
        LayerDefinition layer = Definition.Layers[index];
        PoolingKind kind = layer.FixedMax ? PoolingKind.Max : PoolingKind;
        bool ceilMode = layer.CeilMode || (_options.CeilMaxPooling && kind == PoolingKind.Max);
        return new PoolingGeometry(kind, layer.Window, layer.Stride, ceilMode);
    }

    /// <summary>
    /// Some consecutive layers as a network of their own, whose input is the output of the layer before them.
    /// Shares the weights.
    /// </summary>
    /// <exception cref="InputException">Another layer among them reads what stands before them.</exception>
    internal PreparedNetwork Slice(int first, int count) => new(this, first, count, Backend);

    /// <summary>The same layers and weights behind another face of the backend that holds them.</summary>
    internal PreparedNetwork On(IBackend face) => new(this, 0, Definition.Layers.Count, face);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ownsWeights)
            return;
        foreach (PreparedConvolution? convolution in _convolutions)
            convolution?.Dispose();
        foreach (PreparedNetwork other in Others)
            other.Dispose();
    }

    /// <summary>The pooling that a weights file asks for.</summary>
    /// <exception cref="InputException">It asks for one that is not known.</exception>
    public static PoolingKind DefaultPooling(WeightsMetadata metadata) => metadata.Pooling switch
    {
        "max" => PoolingKind.Max,
        // Gatys et al. 2016, section 2: average pooling gives slightly more appealing results.
        null or "average" => PoolingKind.Average,
        string other => throw new InputException(
            $"weights: unknown pooling '{other}' in the metadata; expected average or max."),
    };

    private int Prepare(WeightsFile weights, int index, int inputChannels)
    {
        LayerDefinition layer = Definition.Layers[index];
        ConvolutionParameters parameters = weights.ReadConvolution(layer.Name);
        if (parameters.InputChannels != inputChannels)
        {
            throw new InputException(
                $"{weights.DisplayName}: {layer.Name} reads {parameters.InputChannels} channels, the layer "
                    + $"before it gives {inputChannels}.");
        }

        // The scale behind a pooling layer is linear: the weights that read it carry it, and the pooled map
        // itself stays unscaled.
        double scale = ScaleBefore(index);
        float[] kernel = scale == 1
            ? parameters.Weights
            : [.. parameters.Weights.Select(weight => (float)(scale * weight))];
        PaddingMode padding = index == 0 ? _options.FirstPadding ?? _options.Padding : _options.Padding;
        ConvolutionGeometry geometry = new(
            inputChannels, parameters.OutputChannels, parameters.KernelSize, layer.Stride,
            Math.Min(layer.Padding, parameters.KernelSize - 1), padding);
        _convolutions[index] = Backend.PrepareConvolution(geometry, kernel, parameters.Bias);
        return parameters.OutputChannels;
    }

    private double ScaleBefore(int index)
    {
        if (Definition.Layers[index].Inputs.Count == 0)
            return 1;
        int input = Definition.IndexOf(Definition.Layers[index].Inputs[0]);
        return Definition.Layers[input].Kind == LayerKind.Pooling
            ? _options.ScaleAfter(Pooling(input).Kind)
            : 1;
    }
}
