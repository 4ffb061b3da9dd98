using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Weights;

public sealed class WeightsFileTests
{
    [Fact]
    public void OpenEmbedded_HasTheDocumentedNetwork()
    {
        using WeightsFile file = WeightsFile.OpenEmbedded();
        Assert.Equal("3f24d18b210b78939a741174678b271b1055e2973e3d63d75ff9c5bf0c46ff5c", file.Sha256);
        Assert.Equal("vgg19-compact", file.Metadata.Architecture);
        Assert.Equal("average", file.Metadata.Pooling);
        Assert.Equal(15, file.Metadata.Layers.Count);
        Assert.Equal(
            [
                "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3", "conv3_4",
                "conv4_1", "conv4_2", "conv5_1",
            ],
            file.ConvolutionLayers);
        Assert.Equal(2_057_504, file.Tensors.Values.Sum(tensor => tensor.ElementCount));
        ConvolutionParameters layer = file.ReadConvolution("conv3_1");
        Assert.Equal((128, 64, 3), (layer.OutputChannels, layer.InputChannels, layer.KernelSize));
        Assert.Equal(128 * 64 * 9, layer.Weights.Length);
        Assert.Equal(128, layer.Bias.Length);
        Assert.True(file.HasLayer("conv5_1"));
        Assert.False(file.HasLayer("conv4_3"));
    }

    [Fact]
    public void ReadConvolution_MissingLayer_ListsWhatThereIs()
    {
        using WeightsFile file = WeightsFile.OpenEmbedded();
        InputException exception = Assert.Throws<InputException>(() => file.ReadConvolution("conv4_3"));
        Assert.Contains("'conv4_3'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("conv4_1, conv4_2, conv5_1", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadConvolution_WrongShapesOrNumbers_AreRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder["bad.safetensors"];
        SafetensorsWriter.Write(path, new Dictionary<string, string>(),
        [
            new("wide.weight", [1, 1, 3, 5], new float[15]), new("wide.bias", [1], new float[1]),
            new("long.weight", [1, 1, 1, 1], new float[1]), new("long.bias", [2], new float[2]),
            new("lone.weight", [1, 1, 1, 1], new float[1]),
            new("nan.weight", [1, 1, 1, 2], [1, float.NaN]),
            new("infinite.weight", [1, 2, 1, 1], [1, float.PositiveInfinity]), new(
                "infinite.bias", [1], new float[1]),
        ]);
        using WeightsFile file = WeightsFile.Open(path);
        Assert.Contains("(1, 1, 3, 5)", Message("wide"), StringComparison.Ordinal);
        Assert.Contains(
            "'long.bias' has shape (2), expected (1)", Message("long"), StringComparison.Ordinal);
        Assert.Contains("no 'lone.bias'", Message("lone"), StringComparison.Ordinal);
        Assert.Contains("'infinite.weight'", Message("infinite"), StringComparison.Ordinal);
        Assert.Contains("element 1", Message("infinite"), StringComparison.Ordinal);

        string Message(string layer) =>
            Assert.Throws<InputException>(() => file.ReadConvolution(layer)).Message;
    }

    [Fact]
    public void ConvolutionLayers_OfAnyNames_AreInNaturalOrder()
    {
        using TemporaryFolder folder = new();
        string path = folder["names.safetensors"];
        string[] names = ["fire10.squeeze", "conv2_1", "conv1_10", "fire2.squeeze", "conv1_2", "conv10_1"];
        SafetensorsWriter.Write(path, new Dictionary<string, string>(),
            names.Select(name => new SafetensorsTensor(name + ".weight", [1, 1, 1, 1], new float[1])));
        using WeightsFile file = WeightsFile.Open(path);
        Assert.Equal(
            ["conv1_2", "conv1_10", "conv2_1", "conv10_1", "fire2.squeeze", "fire10.squeeze"],
            file.ConvolutionLayers);
    }
}
