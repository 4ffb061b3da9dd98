using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// MatConvNet's .mat files: a cell array <c>layers</c> of structures with a name and, in convolutions,
/// <c>weights</c> = {kernels, bias} or, in the oldest, <c>filters</c> and <c>biases</c>. Kernels are (H, W,
/// input, output); inputs are RGB. MatConvNet's importer has already put rows before columns, so nothing is
/// transposed here beyond MATLAB's column-major order.
/// </summary>
internal sealed class MatImporter : IWeightsImporter
{
    private static readonly HashSet<string> s_wanted = ["layers", "meta", "normalization"];

    /// <inheritdoc/>
    public string FormatName => "MatConvNet .mat";

    /// <inheritdoc/>
    public bool Recognises(ByteSource source) => MatReader.IsMat(source);

    /// <inheritdoc/>
    public ImportedWeights Read(ByteSource source)
    {
        Dictionary<string, MatValue> variables = MatReader.Read(source, s_wanted);
        if (!variables.TryGetValue("layers", out MatValue? layers))
            throw new InputException(
                $"'{source.DisplayName}' has no variable 'layers'; a MatConvNet network is expected.");
        List<ImportedTensor> tensors = [];
        foreach (MatValue layer in layers.Cells)
        {
            if (layer.Fields.GetValueOrDefault("name")?.Text is { } name)
                AddLayer(tensors, name, layer, source.DisplayName);
        }

        return new ImportedWeights
        {
            Format = FormatName,
            Layout = KernelLayout.Hwio,
            Tensors = tensors,
            Family = WeightsFamily.Caffe,
            FamilyReason = "MatConvNet's VGG files hold Oxford's weights",
            ChannelOrder = ChannelOrder.Rgb,
            Mean = MeanOf(variables),
        };
    }

    private static void AddLayer(
        List<ImportedTensor> tensors, string name, MatValue layer, string displayName)
    {
        IReadOnlyList<MatValue> pair = layer.Fields.GetValueOrDefault("weights")?.Cells ?? [];
        MatValue? kernels = pair.Count > 0 ? pair[0] : layer.Fields.GetValueOrDefault("filters");
        MatValue? bias = pair.Count > 1 ? pair[1] : layer.Fields.GetValueOrDefault("biases");
        if (kernels is null || bias is null)
            return;
        tensors.Add(Describe($"{name}.weight", kernels, kernels.Shape, displayName));
        tensors.Add(Describe($"{name}.bias", bias, [TensorElements.Count(bias.Shape) ?? 0], displayName));
    }

    private static ImportedTensor Describe(string name, MatValue value, long[] shape, string displayName) =>
        new(name, shape, () => ColumnMajor.ToRowMajor(
            value.Numbers
                ?? throw new InputException($"'{displayName}': '{name}' holds no numbers."), shape));

    /// <summary>
    /// The mean picture (H, W, 3) or mean colour, as one colour; its place moved between versions.
    /// </summary>
    private static float[]? MeanOf(Dictionary<string, MatValue> variables)
    {
        MatValue? normalization =
            variables.GetValueOrDefault("meta")?.Fields.GetValueOrDefault("normalization")
            ?? variables.GetValueOrDefault("normalization");
        MatValue? picture = normalization?.Fields.GetValueOrDefault("averageImage");
        if (picture?.Numbers is not { Length: >= 3 } numbers || numbers.Length % 3 != 0
            || picture.Shape[^1] != 3)
            return null;
        int plane = numbers.Length / 3;
        float[] mean = new float[3];
        for (int channel = 0; channel < 3; channel++)
            mean[channel] = (float)Math.Round(
                numbers.AsSpan(channel * plane, plane).ToArray().Average(value => (double)value), 3);
        return mean.All(value => value is > 0 and < 255) ? mean : null;
    }
}
