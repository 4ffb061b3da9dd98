using IlgpuStyle.Weights.Importers;

namespace IlgpuStyle.Weights;

/// <summary>
/// Converts weight files of other tools into this project's form: safetensors with the convolutions alone,
/// (output, input, row, column), conv1_1's inputs in the family's channel order, and metadata that say
/// which input the network expects.
/// </summary>
public static class WeightsConverter
{
    /// <summary>
    /// Converts a file. The format is told from the content; the output appears when it is complete.
    /// </summary>
    /// <param name="input">A file of any supported format.</param>
    /// <param name="output">The safetensors file to write; not the input itself.</param>
    /// <param name="options">What the file does not say.</param>
    /// <exception cref="InputException">
    /// The input is unusable or ambiguous, or the output cannot be written.
    /// </exception>
    public static ConversionResult Convert(string input, string output, ConversionOptions options)
    {
        if (Path.GetFullPath(input) == Path.GetFullPath(output))
            throw new InputException(
                $"'{input}' would be overwritten by its own conversion; name another output file.");
        using ByteSource source = ByteSource.Open(input);
        WeightsImporters.Find(source); // an unknown format is reported before the whole file is hashed
        return Convert(source, Path.GetFileName(input), source.ComputeSha256(), output, options);
    }

    /// <summary>Converts a file that is not on disk, or one whose checksum is already known.</summary>
    /// <param name="source">The file.</param>
    /// <param name="sourceName">What the metadata call it.</param>
    /// <param name="sourceSha256">Its sha256; empty if it is not known.</param>
    /// <param name="output">The safetensors file to write.</param>
    /// <param name="options">What the file does not say.</param>
    internal static ConversionResult Convert(
        ByteSource source, string sourceName, string sourceSha256, string output, ConversionOptions options)
    {
        ImportedWeights imported = WeightsImporters.Find(source).Read(source);
        (string architecture, List<NamedLayer> layers) = NameLayers(imported, options, source.DisplayName);
        (WeightsFamily family, string reason) = FamilyDecision.Decide(
            imported, architecture, layers, sourceSha256, options, source.DisplayName);
        WeightsMetadata metadata = (imported.Native ?? WeightsMetadata.For(family)) with
        {
            Architecture = architecture,
            Source = sourceName,
            SourceSha256 = sourceSha256,
        };
        bool reverse = false;
        if (imported.Native is null || options.Family is not null)
        {
            ChannelOrder order = options.SourceChannelOrder ?? imported.ChannelOrder ?? family.ChannelOrder;
            reverse = order != family.ChannelOrder;
            metadata = metadata with
            {
                Family = family.Name,
                ChannelOrder = family.ChannelOrder,
                Mean = MeanFor(family, architecture, imported.Mean, reverse),
                Std = family.Std,
                Scale = family.Scale,
                Licence = IsDeepScale(family, architecture) ? "" : family.Licence,
            };
        }

        KernelLayout layout = options.SourceLayout ?? imported.Layout
            ?? KernelShapes.Infer(layers.Select(layer => layer.Weight), source.DisplayName);
        bool flip = options.FlippedKernels ?? imported.FlippedKernels
            ?? throw UnknownRotation(source.DisplayName);
        List<SafetensorsTensor> tensors = ConvolutionReader.Read(
            layers, layout, flip, reverse, options.DataType, source.DisplayName);
        SafetensorsWriter.Write(output, metadata.ToDictionary(), tensors);
        return new ConversionResult(
            imported.Format, metadata, reason, [.. layers.Select(layer => layer.Name)], output,
            new FileInfo(output).Length);
    }

    private static (string Architecture, List<NamedLayer> Layers) NameLayers(
        ImportedWeights imported, ConversionOptions options, string displayName)
    {
        if (imported.Native is { Layers.Count: > 0 } native && options.Architecture is null)
            return (native.Architecture, LayerNaming.ResolveListed(imported, displayName));
        string? stated = imported.Native?.Architecture;
        string? wanted = options.Architecture ?? (ArchitectureNames.All.Contains(stated) ? stated : null);
        return LayerNaming.Resolve(imported.Tensors, wanted, displayName);
    }

    /// <summary>
    /// SqueezeNet as its authors trained it in Caffe: not Oxford's mean, nor Oxford's licence.
    /// </summary>
    private static bool IsDeepScale(WeightsFamily family, string architecture) =>
        family == WeightsFamily.Caffe && architecture == ArchitectureNames.SqueezeNet;

    private static float[] MeanFor(
        WeightsFamily family, string architecture, float[]? fromFile, bool reversed)
    {
        if (IsDeepScale(family, architecture))
            return [104, 117, 123];
        if (fromFile is null || family.Scale != WeightsFamily.Caffe.Scale)
            return family.Mean;
        return reversed ? [.. fromFile.Reverse()] : fromFile;
    }

    private static InputException UnknownRotation(string displayName) => new(
        $"'{displayName}' may hold kernels rotated by 180°, as Theano uses them, and does not say so: give "
        + "--kernels rotated (files named th_kernels, Lasagne's flip_filters=True) or --kernels straight.");
}
