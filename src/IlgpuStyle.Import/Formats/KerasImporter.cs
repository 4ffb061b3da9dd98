using System.Text.RegularExpressions;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Keras's .h5 weights and models: datasets such as <c>block1_conv1/block1_conv1_W_1:0</c> or
/// <c>model_weights/block1_conv1/block1_conv1/kernel:0</c>; Keras 3 names layers by their class, <c>layers/conv2d_1/vars/0</c>, and they
/// are known by their numbers. TensorFlow's kernels are (H, W, input, output).
/// Files in Theano's order (output, input, H, W) exist with kernels for correlation and with rotated ones,
/// and do not say which.
/// </summary>
internal sealed partial class KerasImporter : IWeightsImporter
{
    /// <inheritdoc/>
    public string FormatName => "Keras .h5";

    /// <inheritdoc/>
    public bool Recognises(ByteSource source) => HdfSource.Find(source) is not null;

    /// <inheritdoc/>
    public ImportedWeights Read(ByteSource source)
    {
        HdfSource file = HdfSource.Find(source)!;
        IReadOnlyList<HdfDataset> datasets = HdfFile.List(file);
        List<ImportedTensor> tensors = Name(file, datasets, LayerName);
        if (tensors.Count == 0)
            tensors = Name(file, datasets, NumberedName);
        if (tensors.Count == 0)
            throw new InputException(
                $"'{source.DisplayName}' has no convolutions named block1_conv1, … or conv2d, conv2d_1, …; "
                + (datasets.Count == 0 ? "it holds no numbers."
                    : $"of its {datasets.Count} datasets the first is '{datasets[0].Path}'."));
        KernelLayout layout = KernelShapes.Infer(tensors, source.DisplayName);
        return new ImportedWeights
        {
            Format = FormatName,
            Layout = layout,
            FlippedKernels = layout == KernelLayout.Oihw ? null : false,
            Tensors = tensors,
            Family = WeightsFamily.Caffe,
            FamilyReason = "Keras's VGG files hold Oxford's weights",
        };
    }

    private static List<ImportedTensor> Name(HdfSource file, IEnumerable<HdfDataset> datasets, Func<string, string?> layerName)
    {
        List<ImportedTensor> tensors = [];
        foreach (HdfDataset dataset in datasets)
        {
            string? kind = dataset.Shape.Length switch { 4 => "weight", 1 => "bias", _ => null };
            if (kind is not null && layerName(dataset.Path) is { } layer)
                tensors.Add(new ImportedTensor($"{layer}.{kind}", dataset.Shape, () => HdfDataReader.Read(file, dataset)));
        }

        return tensors;
    }

    private static string? LayerName(string path) =>
        LayerPattern().Match(path) is { Success: true } match ? $"conv{match.Groups[1].Value}_{match.Groups[2].Value}" : null;

    private static string? NumberedName(string path) =>
        NumberedPattern().Match(path) is { Success: true } match ? $"#{match.Groups[1].Value.PadLeft(1, '0')}" : null;

    [GeneratedRegex("block([1-9])_conv([1-9])(?![0-9])")]
    private static partial Regex LayerPattern();

    [GeneratedRegex("(?:^|/)conv2d(?:_([0-9]{1,4}))?/")]
    private static partial Regex NumberedPattern();
}
