using static IlgpuStyle.Network.LayerDefinition;

namespace IlgpuStyle.Network;

/// <summary>
/// The layer tables of the networks people use. Adding a sequential network is one more table.
/// Convolution names are those of the weights files (<c>NAME.weight</c>, <c>NAME.bias</c>).
/// </summary>
internal static class Architectures
{
    /// <summary>Known architectures by the name in a weights file's metadata.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<LayerDefinition>> ByName { get; } =
        new Dictionary<string, IReadOnlyList<LayerDefinition>>
        {
            // Simonyan & Zisserman 2015, table 1, column E and D.
            ["vgg19"] = VggBlocks(2, 2, 4, 4, 4),
            ["vgg16"] = VggBlocks(2, 2, 3, 3, 3),
            ["squeezenet1_1"] = SqueezeNet11(),
        };

    /// <summary>
    /// VGG's pattern: blocks of 3×3 convolutions with zero padding 1, each followed by 2×2 pooling.
    /// Layer n of block b is <c>conv{b}_{n}</c>.
    /// </summary>
    /// <param name="convolutionsPerBlock">How many convolutions each block has.</param>
    public static IReadOnlyList<LayerDefinition> VggBlocks(params int[] convolutionsPerBlock)
    {
        List<LayerDefinition> layers = [];
        for (int block = 1; block <= convolutionsPerBlock.Length; block++)
        {
            for (int n = 1; n <= convolutionsPerBlock[block - 1]; n++)
                layers.Add(Convolution($"conv{block}_{n}"));
            layers.Add(Pooling($"pool{block}"));
        }

        return layers;
    }

    /// <summary>
    /// SqueezeNet 1.1 (Iandola et al. 2016; version 1.1 of the authors' repository, as in torchvision): conv1
    /// 3×3/2 without padding, eight Fire modules, 3×3/2 max pooling in ceil mode. A Fire module squeezes by
    /// 1×1 and concatenates a 1×1 and a 3×3 expansion; its feature map is <c>fireN</c>.
    /// </summary>
    private static List<LayerDefinition> SqueezeNet11()
    {
        List<LayerDefinition> layers = [Convolution("conv1", stride: 2, padding: 0), OverlappingMaxPooling("pool1")];
        for (int module = 2; module <= 9; module++)
        {
            string fire = $"fire{module}";
            layers.Add(Convolution($"{fire}.squeeze", padding: 0));
            layers.Add(Convolution($"{fire}.expand1x1", padding: 0, input: $"{fire}.squeeze"));
            layers.Add(Convolution($"{fire}.expand3x3", padding: 1, input: $"{fire}.squeeze"));
            layers.Add(Concatenation(fire, $"{fire}.expand1x1", $"{fire}.expand3x3"));
            if (module is 3 or 5)
                layers.Add(OverlappingMaxPooling($"pool{module}"));
        }

        return layers;
    }
}
