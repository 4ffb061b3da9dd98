using IlgpuStyle.Backends;
using IlgpuStyle.Import;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Tests.Weights;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Import;

/// <summary>
/// From a foreign file through import, preprocessing and our forward pass: every layer equals what PyTorch computed in float64
/// from the same numbers (fixtures/make_fixtures.py). A mistaken layout, channel order, mean or scale shows here.
/// </summary>
public sealed class ImportedForwardTests
{
    /// <summary>Relative, 2-norm. Float32 measures 3.5e-6 on random VGG19 weights at real widths.</summary>
    private const double Tolerance = 1e-4;

    [Theory]
    [Trait("Category", "Simd")]
    [InlineData("vgg19-new.mat", "vgg19-caffe", null)]
    [InlineData("vgg19-v1.caffemodel", "vgg19-caffe", null)]
    [InlineData("vgg19-pairs.npy", "vgg19-caffe", null)]
    [InlineData("vgg19-kernels.npy", "vgg19-caffe", null)]
    [InlineData("vgg19-legacy.pth", "vgg19-caffe", "caffe")]
    [InlineData("vgg16-zip.pth", "vgg16-torchvision", "torchvision")]
    [InlineData("vgg16-anonymous.onnx", "vgg16-torchvision", "torchvision")]
    [InlineData("squeezenet1_1.pth", "squeezenet1_1", null)]
    public void Forward_ImportedFile_EqualsPyTorchAtEveryLayer(string file, string expected, string? family)
    {
        ImportOptions options = new() { Family = family is null ? null : WeightsFamily.Find(family) };
        using ImportResult result = WeightsImport.Read(FixtureNetwork.File(file), options);
        WeightsFile weights = result.Weights;
        using SafetensorsFile activations = SafetensorsFile.Open(FixtureNetwork.File($"{expected}.activations"));
        string[] layers = [.. activations.Tensors.Keys.Where(name => name != "image")];
        int size = (int)activations.Tensors["image"].Shape[^1];
        TensorShape shape = new(3, size, size);

        using IBackend backend = BackendCatalogue.Open("simd");
        using PreparedNetwork prepared = new(backend, weights, layers, new NetworkOptions(PoolingKind.Max));
        using FeatureNetwork network = new(prepared, shape, layers, withBackward: true);
        using Tensor image = backend.Allocate("image", shape);
        backend.Upload(activations.ReadFloats("image"), image);
        network.Forward(image);
        Assert.True(layers.Length >= 9);
        foreach (string layer in layers)
        {
            Tensor features = network.Features(layer);
            float[] found = new float[features.Shape.Length];
            backend.Download(features, found);
            double error = RelativeError(activations.ReadFloats(layer), found);
            Assert.True(error < Tolerance, $"{layer}: {error}");
        }
    }

    private static double RelativeError(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        double difference = 0, norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow((double)expected[i] - found[i], 2);
            norm += Math.Pow(expected[i], 2);
        }

        Assert.True(norm > 0, "the expected activations are all zero");
        return Math.Sqrt(difference / norm);
    }
}
