using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Network;

public sealed class MaskPyramidTests
{
    [Fact]
    public void At_EveryLayer_IsThePooledMask()
    {
        using IBackend backend = BackendCatalogue.Open("reference");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        using PreparedNetwork network = new(backend, weights, ["conv4_1"], new NetworkOptions());
        Mask mask = new(23, 18, [.. Enumerable.Range(0, 23 * 18).Select(i => i % 7 / 6f)]);
        using FeatureNetwork features = new(network, new TensorShape(3, 18, 23), ["conv1_1", "conv2_1", "conv3_1"], withBackward: false);
        Mask first = MaskPyramid.At(network, mask, "conv1_1", features.FeatureShape("conv1_1"));
        Assert.Same(mask, first);
        Mask second = MaskPyramid.At(network, mask, "conv2_1", features.FeatureShape("conv2_1"));
        Assert.Equal((11, 9), (second.Width, second.Height));
        for (int y = 0; y < 9; y++)
        for (int x = 0; x < 11; x++)
        {
            int at = 2 * y * 23 + 2 * x;
            Assert.Equal((mask.Data[at] + mask.Data[at + 1] + mask.Data[at + 23] + mask.Data[at + 24]) / 4, second.Data[y * 11 + x], 1e-6f);
        }

        Mask third = MaskPyramid.At(network, mask, "conv3_1", features.FeatureShape("conv3_1"));
        Assert.Equal((5, 4), (third.Width, third.Height));
        Assert.Equal((second.Data[0] + second.Data[1] + second.Data[11] + second.Data[12]) / 4, third.Data[0], 1e-6f);
    }

    [Fact]
    public void FromBrightness_OfAPicture_IsTheMeanOfItsChannels()
    {
        RgbImage picture = new(2, 1, [0.3f, 1, 0.6f, 1, 0, 1]);
        Assert.Equal([0.3f, 1], Mask.FromBrightness(picture).Data.Select(v => MathF.Round(v, 6)));
        Assert.Equal([0.7f, 0], Mask.FromBrightness(picture).Inverse().Data.Select(v => MathF.Round(v, 6)));
        Assert.Equal(0.65, Mask.FromBrightness(picture).Share, 1e-6);
    }

    [Fact]
    public void Window_OfAMask_IsItsRectangle() =>
        Assert.Equal([5, 6, 8, 9], new Mask(3, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9]).Window(1, 1, 2, 2));
}
