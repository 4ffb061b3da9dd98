namespace IlgpuStyle.Import;

/// <summary>
/// The convolutions of the known architectures, in order, by the names that this project gives them.
/// </summary>
internal static class ArchitectureNames
{
    /// <summary>VGG with 19 weight layers, 16 of them convolutions.</summary>
    public const string Vgg19 = "vgg19";

    /// <summary>VGG with 16 weight layers, 13 of them convolutions.</summary>
    public const string Vgg16 = "vgg16";

    /// <summary>SqueezeNet 1.1: a convolution and eight Fire modules of three.</summary>
    public const string SqueezeNet = "squeezenet1_1";

    /// <summary>
    /// Where torchvision's <c>features</c> have SqueezeNet 1.1's Fire modules, fire2 first.
    /// </summary>
    public static readonly int[] FireIndices = [3, 4, 6, 7, 9, 10, 11, 12];

    private static readonly Dictionary<string, int[]> s_blockSizes = new()
    {
        [Vgg19] = [2, 2, 4, 4, 4],
        [Vgg16] = [2, 2, 3, 3, 3],
    };

    /// <summary>Every architecture that can be converted.</summary>
    public static IReadOnlyList<string> All { get; } = [Vgg19, Vgg16, SqueezeNet];

    /// <summary>
    /// The names of all convolutions: conv1_1 …, or conv1, fire2.squeeze, fire2.expand1x1, fire2.expand3x3
    /// ….
    /// </summary>
    public static string[] Convolutions(string architecture)
    {
        if (s_blockSizes.TryGetValue(architecture, out int[]? sizes))
            return [.. sizes.SelectMany(
                (size, block) => Enumerable.Range(1, size).Select(index => $"conv{block + 1}_{index}"))];
        IEnumerable<string> fires = Enumerable.Range(2, FireIndices.Length)
            .SelectMany(
                fire => (string[])[$"fire{fire}.squeeze", $"fire{fire}.expand1x1", $"fire{fire}.expand3x3"]);
        return ["conv1", .. fires];
    }

    /// <summary>
    /// The indices of a VGG's convolutions in torchvision's <c>features</c>, where each convolution is
    /// followed by a ReLU and each block by a pooling layer.
    /// </summary>
    public static int[] FeatureIndices(string architecture)
    {
        List<int> indices = [];
        int index = 0;
        foreach (int size in s_blockSizes[architecture])
        {
            for (int i = 0; i < size; i++, index += 2)
                indices.Add(index);
            index++;
        }

        return [.. indices];
    }
}
