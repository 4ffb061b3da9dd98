using IlgpuStyle.Network;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Network;

public sealed class NetworkDefinitionTests
{
    [Fact]
    public void Of_EmbeddedWeights_HasTheFilesLayers()
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        NetworkDefinition definition = NetworkDefinition.Of(weights);
        Assert.Equal("conv1_1", definition.Layers[0].Name);
        Assert.Equal("conv5_1", definition.Layers[^1].Name);
        Assert.Equal(4, definition.Layers.Count(l => l.Kind == LayerKind.Pooling));
    }

    [Fact]
    public void IndexOf_ReluName_IsItsConvolution()
    {
        NetworkDefinition vgg = new("vgg19", Architectures.ByName["vgg19"]);
        Assert.Equal(vgg.IndexOf("conv4_2"), vgg.IndexOf("relu4_2"));
        Assert.Equal(21, vgg.Layers.Count);
    }

    [Fact]
    public void IndexOf_MissingLayer_ListsThoseThereAre()
    {
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        InputException error = Assert.Throws<InputException>(() => NetworkDefinition.Of(weights).IndexOf("conv4_4"));
        Assert.Contains("'conv4_4'", error.Message);
        Assert.Contains("conv4_2", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void UpTo_MiddleLayers_EndsAtTheDeepest()
    {
        NetworkDefinition cut = new NetworkDefinition("vgg16", Architectures.ByName["vgg16"]).UpTo(["conv2_1", "relu3_3", "conv1_1"]);
        Assert.Equal("conv3_3", cut.Layers[^1].Name);
    }

    [Fact]
    public void Constructor_UnknownInput_Throws()
    {
        Assert.Throws<InputException>(() => new NetworkDefinition("odd", [LayerDefinition.Convolution("a", input: "b")]));
        Assert.Throws<InputException>(() =>
            new NetworkDefinition("odd", [LayerDefinition.Convolution("a"), LayerDefinition.Convolution("a")]));
    }
}
