namespace IlgpuStyle.Weights.Importers;

/// <summary>
/// The naming habits of the numpy files that go round, each with its channel order: "conv1_1" → [W, b]
/// (tensorflow-vgg, BGR), "conv1_1_kernel" (Marron's style_transfer, RGB), "conv1_1_W" (vgg16_weights.npz,
/// RGB). All of them hold Oxford's weights.
/// </summary>
internal static class NumpyNaming
{
    private static readonly (string Suffix, string Name, bool Rgb)[] Suffixes =
    [
        ("_kernel", ".weight", true),
        ("_bias", ".bias", true),
        ("_W", ".weight", true),
        ("_b", ".bias", true),
    ];

    /// <summary>
    /// Renames the tensors to LAYER.weight and LAYER.bias and states family and channel order.
    /// </summary>
    public static ImportedWeights Finish(string format, List<ImportedTensor> tensors)
    {
        bool rgb = false;
        List<ImportedTensor> renamed = [];
        foreach (ImportedTensor tensor in tensors)
        {
            (string suffix, string name, bool suffixIsRgb) = Suffixes.FirstOrDefault(
                candidate => tensor.Name.EndsWith(candidate.Suffix, StringComparison.Ordinal));
            rgb |= suffix is not null && suffixIsRgb;
            renamed.Add(suffix is null ? tensor : tensor.Renamed(tensor.Name[..^suffix.Length] + name));
        }

        bool positional = tensors.Any(tensor => tensor.Name.StartsWith('#'));
        return new ImportedWeights
        {
            Format = format,
            Tensors = renamed,
            Family = positional ? null : WeightsFamily.Caffe,
            FamilyReason = "numpy ports of VGG hold Oxford's weights",
            ChannelOrder = rgb ? ChannelOrder.Rgb : null,
        };
    }
}
