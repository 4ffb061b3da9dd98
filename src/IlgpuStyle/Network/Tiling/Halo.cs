namespace IlgpuStyle.Network.Tiling;

/// <summary>
/// How far beyond a tile a network's features look, along one axis (both are alike): the features of positions a … b−1 of a layer
/// with stride S depend on the input's positions S·a − Before … S·b − 1 + After.
/// </summary>
/// <param name="Before">Positions above or to the left.</param>
/// <param name="After">Positions below or to the right.</param>
/// <param name="Grid">The product of all strides: tiles begin at its multiples, where every pooling window of the whole begins one in the
/// tile.</param>
internal readonly record struct Halo(int Before, int After, int Grid)
{
    /// <summary>
    /// The halo that all <paramref name="features"/> need. An output o of a window of k elements with stride s and padding p
    /// reads s·o − p … s·o − p + k − 1, so before ← s·before + p and after ← s·after + k − s − p, from the layer towards the input.
    /// </summary>
    public static Halo Of(PreparedNetwork network, IReadOnlySet<int> features)
    {
        IReadOnlyList<LayerDefinition> layers = network.Definition.Layers;
        (int Before, int After)?[] needed = new (int, int)?[layers.Count + 1];
        foreach (int k in features)
            needed[k + 1] = (0, 0);
        for (int k = layers.Count - 1; k >= 0; k--)
        {
            if (needed[k + 1] is not (int before, int after))
                continue;
            (int window, int stride, int padding) = Window(network, k);
            (int, int) atInput = (stride * before + padding, stride * after + window - stride - padding);
            foreach (int input in Inputs(network.Definition, k))
                needed[input + 1] = needed[input + 1] is (int b, int a) ? (Math.Max(b, atInput.Item1), Math.Max(a, atInput.Item2))
                    : atInput;
        }

        int[] strides = Strides(network);
        return new Halo(Math.Max(0, needed[0]?.Before ?? 0), Math.Max(0, needed[0]?.After ?? 0), strides.Max());
    }

    /// <summary>For each layer the product of the strides from the input to its output.</summary>
    public static int[] Strides(PreparedNetwork network)
    {
        int[] strides = new int[network.Definition.Layers.Count];
        for (int k = 0; k < strides.Length; k++)
        {
            int input = Inputs(network.Definition, k)[0];
            strides[k] = (input < 0 ? 1 : strides[input]) * Window(network, k).Stride;
        }

        return strides;
    }

    private static int[] Inputs(NetworkDefinition definition, int k) => definition.Layers[k].Inputs.Count == 0
        ? [-1]
        : [.. definition.Layers[k].Inputs.Select(definition.IndexOf)];

    private static (int Window, int Stride, int Padding) Window(PreparedNetwork network, int k) => network.Definition.Layers[k].Kind switch
    {
        LayerKind.Convolution => (
            network.Convolution(k).Geometry.KernelSize, network.Convolution(k).Geometry.Stride, network.Convolution(k).Geometry.Padding),
        LayerKind.Pooling => (network.Pooling(k).Window, network.Pooling(k).Stride, 0),
        _ => (1, 1, 0),
    };
}
