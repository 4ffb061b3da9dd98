using IlgpuStyle.Backends;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Network;

/// <summary>
/// A network's frozen weights on a backend, packed once, up to the deepest layer that somebody asks for.
/// Serves <see cref="FeatureNetwork"/>s of every picture size.
/// </summary>
public sealed class PreparedNetwork : IDisposable
{
    private readonly PreparedConvolution?[] _convolutions;
    private readonly bool _ownsWeights = true;

    /// <summary>Reads and packs the weights.</summary>
    /// <param name="backend">Where the network will run.</param>
    /// <param name="weights">Only read here; may be closed afterwards.</param>
    /// <param name="layers">The layers whose features are wanted; nothing behind the deepest is read.</param>
    /// <param name="options">Pooling and padding.</param>
    /// <exception cref="InputException">A layer is missing or its weights do not fit the layer before it.</exception>
    public PreparedNetwork(IBackend backend, WeightsFile weights, IEnumerable<string> layers, NetworkOptions options)
    {
        Backend = backend;
        Definition = NetworkDefinition.Of(weights).UpTo(layers);
        PoolingKind = options.Pooling ?? DefaultPooling(weights.Metadata);
        Normalization = new PixelNormalization(weights.Metadata);
        _convolutions = new PreparedConvolution?[Definition.Layers.Count];
        int[] channels = new int[Definition.Layers.Count];
        try
        {
            for (int i = 0; i < channels.Length; i++)
            {
                int[] inputs = [.. Definition.Layers[i].Inputs.Select(name => channels[Definition.IndexOf(name)])];
                channels[i] = Definition.Layers[i].Kind switch
                {
                    LayerKind.Convolution => Prepare(weights, i, i == 0 ? 3 : inputs[0], options.Padding),
                    LayerKind.Concatenation => inputs.Sum(),
                    _ => inputs[0],
                };
            }
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
        PoolingKind = whole.PoolingKind;
        Normalization = whole.Normalization;
        LayerDefinition[] layers = [.. whole.Definition.Layers.Skip(first).Take(count)];
        layers[0] = layers[0] with { Inputs = [] };
        Definition = new NetworkDefinition(whole.Definition.Architecture, layers);
        _convolutions = whole._convolutions[first..(first + count)];
        _ownsWeights = false;
    }

    /// <summary>Where the weights lie.</summary>
    public IBackend Backend { get; }

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
        return new PoolingGeometry(layer.FixedMax ? PoolingKind.Max : PoolingKind, layer.Window, layer.Stride, layer.CeilMode);
    }

    /// <summary>
    /// Some consecutive layers as a network of their own, whose input is the output of the layer before them. Shares the weights.
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
    }

    private static PoolingKind DefaultPooling(WeightsMetadata metadata) => metadata.Pooling switch
    {
        "max" => PoolingKind.Max,
        // Gatys et al. 2016, section 2: average pooling gives slightly more appealing results.
        null or "average" => PoolingKind.Average,
        string other => throw new InputException($"weights: unknown pooling '{other}' in the metadata; expected average or max."),
    };

    private int Prepare(WeightsFile weights, int index, int inputChannels, PaddingMode padding)
    {
        LayerDefinition layer = Definition.Layers[index];
        ConvolutionParameters parameters = weights.ReadConvolution(layer.Name);
        if (parameters.InputChannels != inputChannels)
        {
            throw new InputException(
                $"{weights.DisplayName}: {layer.Name} reads {parameters.InputChannels} channels, the layer before it gives {inputChannels}.");
        }

        ConvolutionGeometry geometry = new(
            inputChannels, parameters.OutputChannels, parameters.KernelSize, layer.Stride,
            Math.Min(layer.Padding, parameters.KernelSize - 1), padding);
        _convolutions[index] = Backend.PrepareConvolution(geometry, parameters.Weights, parameters.Bias);
        return parameters.OutputChannels;
    }
}
