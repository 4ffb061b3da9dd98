using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Network;

/// <summary>
/// All of VGG19 up to conv5_1 at its real widths, 3 to 512 channels, against the float64 reference. One ReLU that a rounding error flips
/// changes the gradient by its whole share (about 1/√units of its layer), so the network keeps away from the kink: filters sum to zero, and
/// biases of ±6 standard deviations switch every other channel off and the rest on.
/// </summary>
[Trait("Category", "Kernels")]
[Trait("Category", "WholeNetwork")]
[Trait("Category", "Simd")]
public sealed class RealWidthTests : IDisposable
{
    private const double ActivationTolerance = 1e-5;
    private const double GradientTolerance = 1e-4;

    private static readonly string[] s_features = ["conv1_2", "conv3_1", "conv4_2", "conv5_1"];
    private static readonly TensorShape s_shape = new(3, 33, 34);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"istyle-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void ForwardAndBackward_Vgg19AtRealWidths_AgreeWithFloat64()
    {
        WriteNetwork();
        (List<float[]> expectedMaps, float[] expected) = Run(BackendCatalogue.Reference);
        (List<float[]> foundMaps, float[] found) = Run(BackendCatalogue.Simd);
        for (int i = 0; i < s_features.Length; i++)
            Assert.InRange(RelativeDistance(expectedMaps[i], foundMaps[i]), 0, ActivationTolerance);
        Assert.InRange(RelativeDistance(expected, found), 0, GradientTolerance);
    }

    private static double RelativeDistance(float[] expected, float[] found) => Math.Sqrt(
        expected.Zip(found, (a, b) => ((double)a - b) * ((double)a - b)).Sum() / expected.Sum(a => (double)a * a));

    private (List<float[]> Maps, float[] Gradient) Run(string backendName)
    {
        using IBackend backend = BackendCatalogue.Open(backendName);
        using WeightsFile weights = WeightsFile.Open(_path);
        using PreparedNetwork prepared = new(backend, weights, s_features, new NetworkOptions());
        using FeatureNetwork network = new(prepared, s_shape, s_features, withBackward: true);
        using Tensor image = backend.Allocate("image", s_shape), gradient = backend.Allocate("gradient", s_shape);
        backend.Upload(RandomData.Normal(s_shape, seed: 2), image);
        network.Forward(image);
        List<float[]> maps = [.. s_features.Select(layer => Download(backend, network.Features(layer)))];
        network.Backward(image, (layer, _, _, gradFeatures) =>
            Add(backend, RandomData.Normal(gradFeatures.Shape, layer.Length + layer[4]), gradFeatures), gradient);
        return (maps, Download(backend, gradient));
    }

    private static float[] Download(IBackend backend, Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Length];
        backend.Download(tensor, values);
        return values;
    }

    private static void Add(IBackend backend, float[] values, Tensor destination)
    {
        using Tensor addend = backend.Allocate("addend", destination.Shape);
        backend.Upload(values, addend);
        backend.LinearCombination([1, 1], [destination, addend], destination);
    }

    private void WriteNetwork()
    {
        int[] widths = [64, 128, 256, 512, 512];
        List<SafetensorsTensor> tensors = [];
        int channels = 3, seed = 40;
        foreach (LayerDefinition layer in Architectures.ByName["vgg19"].TakeWhile(l => l.Name != "conv5_2").Where(l =>
            l.Kind == LayerKind.Convolution))
        {
            int width = widths[layer.Name[4] - '1'], taps = 9 * channels;
            float[] filters = RandomData.Normal((long)width * taps, seed++);
            for (int o = 0; o < width; o++)
            {
                Span<float> filter = filters.AsSpan(o * taps, taps);
                float mean = filter.ToArray().Average();
                foreach (ref float weight in filter)
                    weight = (weight - mean) * (float)(0.5 / Math.Sqrt(taps));
            }

            tensors.Add(new SafetensorsTensor($"{layer.Name}.weight", [width, channels, 3, 3], filters));
            tensors.Add(new SafetensorsTensor($"{layer.Name}.bias", [width],
                [.. Enumerable.Range(0, width).Select(o => o % 2 == 0 ? 6f : -6f)]));
            channels = width;
        }

        SafetensorsWriter.Write(_path, new WeightsMetadata { Architecture = "vgg19", Pooling = "average" }.ToDictionary(), tensors);
    }
}
