using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Transfer;

/// <summary>
/// What the runs of a batch on one backend share: the packed weights and the statistics of the style
/// pictures. A run with a cache gives the same bits as one without: what is kept is what it would have
/// computed.
/// </summary>
/// <remarks>Dispose it before its backend, and after the runs.</remarks>
internal sealed class TransferCache : IDisposable
{
    // Gram matrices of VGG19's five layers are 1.4 MB a picture and size: room for ninety paintings in two
    // sizes.
    private const long StatisticsBytes = 256L << 20;

    private readonly Dictionary<(IBackend, WeightsFile, string DeepestLayer, NetworkOptions), PreparedNetwork> _networks = [];

    /// <summary>How many networks were read and packed so far.</summary>
    public int NetworksPrepared => _networks.Count;

    /// <summary>How often a style picture went through a network.</summary>
    public int StylesComputed => _networks.Values.Sum(network => network.Statistics!.Computed);

    /// <summary>How often its statistics were there already.</summary>
    public int StylesReused => _networks.Values.Sum(network => network.Statistics!.Reused);

    /// <summary>The packed network up to the deepest of some layers, made at the first call.</summary>
    /// <param name="backend">Where it runs.</param>
    /// <param name="weights">The open file; another opening of it counts as other weights.</param>
    /// <param name="layers">The layers whose features are wanted.</param>
    /// <param name="options">Pooling and padding.</param>
    /// <returns>Owned by the cache.</returns>
    /// <exception cref="InputException">
    /// A layer is missing or its weights do not fit the layer before it.
    /// </exception>
    internal PreparedNetwork Network(
        IBackend backend, WeightsFile weights, IReadOnlyList<string> layers, NetworkOptions options)
    {
        string deepest = NetworkDefinition.Of(weights).UpTo(layers).Layers[^1].Name;
        var key = (backend, weights, deepest, options);
        if (!_networks.TryGetValue(key, out PreparedNetwork? network))
        {
            network = new PreparedNetwork(backend, weights, layers, options)
            {
                Statistics = new StatisticsCache(StatisticsBytes),
            };
            _networks.Add(key, network);
        }

        return network;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PreparedNetwork network in _networks.Values)
            network.Dispose();
        _networks.Clear();
    }
}
