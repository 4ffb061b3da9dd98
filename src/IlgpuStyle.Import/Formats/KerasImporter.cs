using System.Text.RegularExpressions;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Keras's .h5 weights and models: datasets such as <c>block1_conv1/block1_conv1_W_1:0</c> or
/// <c>model_weights/block1_conv1/block1_conv1/kernel:0</c>. TensorFlow's kernels are (H, W, input, output).
/// Files in Theano's order (output, input, H, W) exist with kernels for correlation and with rotated ones,
/// and do not say which.
/// </summary>
internal sealed partial class KerasImporter : IWeightsImporter
{
    /// <inheritdoc/>
    public string FormatName => "Keras .h5";

    /// <inheritdoc/>
    public bool Recognises(ByteSource source) =>
        source.ReadPrefix(8).AsSpan().SequenceEqual(HdfFile.Signature);

    /// <inheritdoc/>
    public ImportedWeights Read(ByteSource source)
    {
        List<ImportedTensor> tensors = [];
        foreach (HdfDataset dataset in HdfFile.List(source))
        {
            if (NameOf(dataset) is { } name)
                tensors.Add(
                    new ImportedTensor(name, dataset.Shape, () => HdfDataReader.Read(source, dataset)));
        }

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

    private static string? NameOf(HdfDataset dataset)
    {
        Match match = LayerPattern().Match(dataset.Path);
        string? kind = dataset.Shape.Length switch { 4 => "weight", 1 => "bias", _ => null };
        return match.Success && kind is not null
            ? $"conv{match.Groups[1].Value}_{match.Groups[2].Value}.{kind}"
            : null;
    }

    [GeneratedRegex("block([1-9])_conv([1-9])(?![0-9])")]
    private static partial Regex LayerPattern();
}
