using IlgpuStyle.Backends;

namespace IlgpuStyle.Network;

/// <summary>
/// Which pooling layers run together with the convolution before them
/// (<see cref="INetworkOperators.ConvolutionPoolForward"/>): those that stand right behind a convolution and read it.
/// Where nobody else reads that convolution, no loss and no other layer, and the backend can, the backward is
/// one call too and the gradient between the two is never stored.
/// </summary>
internal sealed class PoolingFusion
{
    private readonly bool[] _forward;
    private readonly bool[] _backward;

    /// <summary>Decides for every layer.</summary>
    /// <param name="network">The layers and their geometries.</param>
    /// <param name="features">Indices of the layers whose features losses read.</param>
    public PoolingFusion(PreparedNetwork network, IReadOnlySet<int> features)
    {
        NetworkDefinition definition = network.Definition;
        _forward = new bool[definition.Layers.Count];
        _backward = new bool[definition.Layers.Count];
        for (int k = 0; k + 1 < _forward.Length; k++)
        {
            string name = definition.Layers[k].Name;
            LayerDefinition next = definition.Layers[k + 1];
            _forward[k] = definition.Layers[k].Kind == LayerKind.Convolution
                && next.Kind == LayerKind.Pooling && next.Inputs.SequenceEqual([name]);
            _backward[k] = _forward[k] && !features.Contains(k)
                && definition.Layers.Count(layer => layer.Inputs.Contains(name)) == 1
                && network.Backend.FusesPoolBackward(network.Convolution(k).Geometry, network.Pooling(k + 1));
        }
    }

    /// <summary>Whether layer k is a convolution that also computes layer k + 1, its pooling.</summary>
    public bool ComputesPooling(int k) => _forward[k];

    /// <summary>Whether layer k is a pooling layer that the layer before it computes.</summary>
    public bool IsComputedBefore(int k) => k > 0 && _forward[k - 1];

    /// <summary>
    /// Whether layer k is a convolution whose backward takes the gradient of layer k + 1, its pooling, as it
    /// is.
    /// </summary>
    public bool TakesPooledGradient(int k) => _backward[k];

    /// <summary>Whether layer k is a pooling layer whose gradient the convolution before it takes.</summary>
    public bool HandsGradientOn(int k) => k > 0 && _backward[k - 1];
}
