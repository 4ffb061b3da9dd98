using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Network;

public sealed class FeatureNetworkTests : IDisposable
{
    // One convolution before a pooling layer whose gradient a loss adds to, two without, and a pooled map that a loss reads.
    private static readonly string[] s_vggFeatures = ["conv1_1", "conv2_2", "pool2", "pool3", "conv4_2"];

    private static readonly string[] s_fireFeatures = ["conv1", "fire2", "fire3.squeeze", "fire4", "pool5", "fire6.expand3x3", "fire7"];

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"istyle-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Backward_SqueezeNetOnTheReference_IsTheDirectionalDerivative()
    {
        WriteSmallSqueezeNet();
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Reference);
        TensorShape shape = new(3, 41, 37);
        float[] image = RandomData.Normal(shape, seed: 3);
        float[] gradient = Gradient(backend, shape, image, s_fireFeatures, new NetworkOptions(), out double value);
        double slope = gradient.Sum(g => (double)g * g);
        double step = 1e-4 * value / slope;
        double forward = Value(backend, shape, image, gradient, step), backward = Value(backend, shape, image, gradient, -step);
        // Central differences through a float32 download: 1e-4 steps of a smooth function with few kinks crossed.
        Assert.InRange((forward - backward) / (2 * step) / slope, 1 - 2e-3, 1 + 2e-3);
    }

    [Theory]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    [InlineData("simd")]
    public void Backward_SqueezeNet_EqualsTheReference(string name) => AssertSqueezeNetEqualsReference(name);

    [Fact]
    [Trait("Category", "Kernels")]
    public void Backward_SqueezeNetOnIlgpuCpu_EqualsTheReference() => AssertSqueezeNetEqualsReference("ilgpu-cpu");

    [Theory]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    [InlineData("simd", PoolingKind.Average)]
    [InlineData("simd", PoolingKind.Max)]
    public void Backward_PoolingWithAndWithoutLossesBefore_EqualsTheReference(string name, PoolingKind pooling) =>
        AssertVggEqualsReference(name, pooling);

    [Fact]
    [Trait("Category", "Kernels")]
    public void Backward_PoolingOnIlgpuCpu_EqualsTheReference() => AssertVggEqualsReference("ilgpu-cpu", PoolingKind.Average);

    [Fact]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    public void Constructor_PoolingFusedBackward_SavesTheGradientBetween()
    {
        WriteSmallVgg();
        using WeightsFile weights = WeightsFile.Open(_path);
        using IBackend backend = BackendCatalogue.Open("simd");
        using PreparedNetwork prepared = new(backend, weights, s_vggFeatures, new NetworkOptions());
        TensorShape shape = new(3, 64, 64);
        using FeatureNetwork fused = new(prepared, shape, s_vggFeatures, withBackward: true);
        using FeatureNetwork apart = new(prepared, shape, [.. s_vggFeatures, "conv1_2"], withBackward: true);
        Assert.True(fused.SizeInBytes < apart.SizeInBytes);
    }

    [Fact]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    public void Forward_WithAndWithoutBackward_GivesTheSameBits()
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        using IBackend backend = BackendCatalogue.Open("simd");
        string[] layers = ["conv1_2", "conv3_1", "conv5_1"];
        using PreparedNetwork prepared = new(backend, weights, layers, new NetworkOptions());
        TensorShape shape = new(3, 50, 67);
        using Tensor image = backend.Allocate("image", shape);
        backend.Upload(RandomData.Normal(shape, seed: 9), image);
        using FeatureNetwork forBackward = new(prepared, shape, layers, withBackward: true);
        using FeatureNetwork forTargets = new(prepared, shape, layers, withBackward: false);
        Assert.True(forTargets.SizeInBytes < forBackward.SizeInBytes);
        forBackward.Forward(image);
        forTargets.Forward(image);
        foreach (string layer in layers)
            Assert.Equal(Download(backend, forBackward.Features(layer)), Download(backend, forTargets.Features(layer)));
    }

    [Fact]
    public void Constructor_TinyPicture_SaysSo()
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Reference);
        using PreparedNetwork prepared = new(backend, weights, ["conv4_2"], new NetworkOptions());
        InputException error = Assert.Throws<InputException>(() =>
            new FeatureNetwork(prepared, new TensorShape(3, 7, 400), ["conv4_2"], false));
        Assert.Contains("too small", error.Message);
        Assert.Contains("pool3", error.Message);
    }

    private static float[] Download(IBackend backend, Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Length];
        backend.Download(tensor, values);
        return values;
    }

    private void WriteSmallSqueezeNet() => TestNetworks.Write(_path, "squeezenet1_1", layer => layer switch
    {
        "conv1" => 10,
        _ when layer.Contains("squeeze") => 5,
        _ when layer.Contains("1x1") => 7,
        _ => 18,
    });

    private void WriteSmallVgg() => TestNetworks.Write(_path, "vgg19", layer => 4 + 3 * (layer[4] - '0'));

    private void AssertSqueezeNetEqualsReference(string name)
    {
        WriteSmallSqueezeNet();
        AssertEqualsReference(name, new TensorShape(3, 39, 30), s_fireFeatures, new NetworkOptions());
    }

    private void AssertVggEqualsReference(string name, PoolingKind pooling)
    {
        WriteSmallVgg();
        AssertEqualsReference(name, new TensorShape(3, 29, 34), s_vggFeatures, new NetworkOptions(pooling));
    }

    private void AssertEqualsReference(string name, TensorShape shape, string[] features, NetworkOptions options)
    {
        float[] image = RandomData.Normal(shape, seed: 3);
        using IBackend reference = BackendCatalogue.Open(BackendCatalogue.Reference);
        using IBackend subject = BackendCatalogue.Open(name);
        float[] expected = Gradient(reference, shape, image, features, options, out double expectedValue);
        float[] found = Gradient(subject, shape, image, features, options, out double value);
        Assert.InRange(value / expectedValue, 1 - 1e-5, 1 + 1e-5);
        double difference = Math.Sqrt(expected.Zip(found, (a, b) => ((double)a - b) * ((double)a - b)).Sum());
        Assert.True(difference <= 1e-5 * Math.Sqrt(expected.Sum(g => (double)g * g)), $"difference {difference}");
    }

    /// <summary>½ Σ over feature layers of ‖F‖², and its gradient F per layer.</summary>
    private float[] Gradient(
        IBackend backend, TensorShape shape, float[] pixels, string[] features, NetworkOptions options, out double value)
    {
        using WeightsFile weights = WeightsFile.Open(_path);
        using PreparedNetwork prepared = new(backend, weights, features, options);
        using FeatureNetwork network = new(prepared, shape, features, withBackward: true);
        using Tensor image = backend.Allocate("image", shape), gradient = backend.Allocate("gradient", shape);
        backend.Upload(pixels, image);
        network.Forward(image);
        value = features.Sum(layer => HalfEnergy(backend, network.Features(layer)));
        network.Backward(
            image, (_, _, map, gradFeatures) => backend.LinearCombination([1, 1], [gradFeatures, map], gradFeatures), gradient);
        return Download(backend, gradient);
    }

    private double Value(IBackend backend, TensorShape shape, float[] image, float[] direction, double step)
    {
        float[] moved = [.. image.Zip(direction, (x, d) => (float)(x + step * d))];
        Gradient(backend, shape, moved, s_fireFeatures, new NetworkOptions(), out double value);
        return value;
    }

    private static double HalfEnergy(IBackend backend, Tensor features)
    {
        double[] energy = new double[1];
        backend.Dots([features], [features], energy);
        return energy[0] / 2;
    }
}
