using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tensors;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Network;

/// <summary>How strongly each filter of a network answers to pictures.</summary>
internal static class ActivationStatistics
{
    /// <summary>
    /// Mean activation of every filter after its ReLU, over pictures and positions, with the file's own
    /// preprocessing, zero padding and average pooling. Pictures of any size; each counts by its positions.
    /// </summary>
    /// <returns>Per convolution of the network the means of its filters.</returns>
    /// <exception cref="InputException">A layer cannot be read, or a picture is too small.</exception>
    public static IReadOnlyDictionary<string, float[]> MeanPerFilter(
        IBackend backend, WeightsFile weights, IReadOnlyList<RgbImage> pictures)
    {
        string[] layers =
            [.. NetworkDefinition.Of(weights).Layers.Where(l => l.Kind == LayerKind.Convolution).Select(l => l.Name)];
        using PreparedNetwork network = new(
            backend, weights, layers, new NetworkOptions(PoolingKind.Average));
        Dictionary<string, double[]> sums = [];
        Dictionary<string, long> positions = [];
        foreach (RgbImage picture in pictures)
        {
            using FeatureNetwork features = new(network, picture.Shape, layers, withBackward: false);
            using Tensor image = backend.Allocate("picture", picture.Shape, TensorRole.Vector);
            backend.Upload(picture.Data, image);
            features.Forward(image);
            foreach (string layer in layers)
                Add(backend, features.Features(layer), layer, sums, positions);
        }

        return layers.ToDictionary(
            layer => layer, layer => Array.ConvertAll(sums[layer], sum => (float)(sum / positions[layer])));
    }

    private static void Add(
        IBackend backend, Tensor map, string layer, Dictionary<string, double[]> sums, Dictionary<string, long> positions)
    {
        float[] values = new float[map.Shape.Length];
        backend.Download(map, values);
        if (!sums.TryGetValue(layer, out double[]? total))
            sums[layer] = total = new double[map.Shape.Channels];
        int count = map.Shape.Positions;
        for (int i = 0; i < values.Length; i++)
            total[i / count] += values[i];
        positions[layer] = positions.GetValueOrDefault(layer) + count;
    }
}
