using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Weights;

/// <summary>
/// The network that fixtures/make_fixtures.py writes: widths 4, 5, 4, 5, 4, every number a multiple of
/// 1/512 in ±1. The first layer's inputs are in the family's order, as converted files have them.
/// </summary>
internal static class FixtureNetwork
{
    private static readonly int[] s_widths = [4, 5, 4, 5, 4];

    public static string File(string name) =>
        Path.Combine(AppContext.BaseDirectory, "Weights", "fixtures", name);

    /// <summary>The fixtures that are weight files; the others hold expected activations.</summary>
    public static string[] FileNames() =>
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Weights", "fixtures"))
            .Where(path => !path.EndsWith(".activations", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public static float[] Numbers(int layer, int count, bool bias) =>
        [.. Enumerable.Range(0, count).Select(
            index => (((layer * 37) + (index * 31) + (bias ? 17 : 0)) % 1009 - 504) / 512f)];

    public static List<ConvolutionParameters> Vgg(params int[] blocks)
    {
        List<ConvolutionParameters> layers = [];
        int inputs = 3;
        for (int block = 0; block < blocks.Length; block++)
        {
            for (int position = 0; position < blocks[block]; position++)
            {
                layers.Add(Layer($"conv{block + 1}_{position + 1}", layers.Count, s_widths[block], inputs, 3));
                inputs = s_widths[block];
            }
        }

        return layers;
    }

    public static List<ConvolutionParameters> SqueezeNet()
    {
        List<ConvolutionParameters> layers = [Layer("conv1", 0, 4, 3, 3)];
        int inputs = 4;
        for (int fire = 2; fire <= 9; fire++)
        {
            layers.Add(Layer($"fire{fire}.squeeze", layers.Count, 2, inputs, 1));
            layers.Add(Layer($"fire{fire}.expand1x1", layers.Count, 3, 2, 1));
            layers.Add(Layer($"fire{fire}.expand3x3", layers.Count, 3, 2, 3));
            inputs = 6;
        }

        return [.. layers.Select(layer => layer with { Bias = Array.ConvertAll(layer.Bias, value => value + 2) })];
    }

    public static void AssertEqual(IReadOnlyList<ConvolutionParameters> expected, WeightsFile actual)
    {
        Assert.Equal(expected.Select(layer => layer.Layer), actual.ConvolutionLayers);
        foreach (ConvolutionParameters layer in expected)
        {
            ConvolutionParameters read = actual.ReadConvolution(layer.Layer);
            Assert.Equal((layer.OutputChannels, layer.InputChannels, layer.KernelSize),
                (read.OutputChannels, read.InputChannels, read.KernelSize));
            Assert.Equal(layer.Weights, read.Weights);
            Assert.Equal(layer.Bias, read.Bias);
        }
    }

    private static ConvolutionParameters Layer(string name, int number, int outputs, int inputs, int side) =>
        new(name, outputs, inputs, side, Numbers(
            number, outputs * inputs * side * side, false), Numbers(number, outputs, true));
}
