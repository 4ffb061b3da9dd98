using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// The naming habits of the numpy files that go round, each with its channel order: "conv1_1" → [W, b] (tensorflow-vgg, BGR),
/// "conv1_1_kernel" (Marron's style_transfer, RGB), "conv1_1_W" (vgg16_weights.npz is RGB, other ports are BGR). All of them hold
/// Oxford's weights.
/// </summary>
internal static class NumpyNaming
{
    private const string RgbKernel = "_kernel", AnyKernel = "_W";

    private static readonly (string Suffix, string Name)[] s_suffixes =
    [
        (RgbKernel, ".weight"), ("_bias", ".bias"), (AnyKernel, ".weight"), ("_b", ".bias"),
    ];

    /// <summary>
    /// Renames the tensors to LAYER.weight and LAYER.bias and states family and channel order.
    /// </summary>
    public static ImportedWeights Finish(string format, List<ImportedTensor> tensors)
    {
        bool Any(string suffix) => tensors.Any(tensor => tensor.Name.EndsWith(suffix, StringComparison.Ordinal));
        bool positional = tensors.Any(tensor => tensor.Name.StartsWith('#'));
        return new ImportedWeights
        {
            Format = format,
            Tensors = [.. tensors.Select(Renamed)],
            Family = positional ? null : WeightsFamily.Caffe,
            FamilyReason = "numpy ports of VGG hold Oxford's weights",
            ChannelOrder = Any(RgbKernel) ? ChannelOrder.Rgb : null,
            AsksChannelOrder = Any(AnyKernel),
        };
    }

    private static ImportedTensor Renamed(ImportedTensor tensor)
    {
        (string? suffix, string name) = s_suffixes.FirstOrDefault(
            candidate => tensor.Name.EndsWith(candidate.Suffix, StringComparison.Ordinal));
        return suffix is null ? tensor : tensor.Renamed(tensor.Name[..^suffix.Length] + name);
    }
}
