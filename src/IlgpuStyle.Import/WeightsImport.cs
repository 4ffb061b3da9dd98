using IlgpuStyle.Import.Formats;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import;

/// <summary>
/// Reads weight files of other tools into this project's form: the convolutions alone, (output, input, row, column), conv1_1's inputs
/// in the family's channel order, and metadata that say which input the network expects. The format is told from the content.
/// </summary>
internal static class WeightsImport
{
    /// <summary>Reads a file of any supported format.</summary>
    /// <param name="stream">The file; read from its start. One that cannot seek is taken into memory whole.</param>
    /// <param name="fileName">What messages and metadata call it.</param>
    /// <param name="options">What the file does not say; null for nothing.</param>
    /// <exception cref="InputException">The file is unusable or ambiguous.</exception>
    public static ImportResult Read(Stream stream, string fileName, ImportOptions? options = null)
    {
        using ByteSource source = StreamByteSource.Of(stream, fileName);
        return Read(source, options);
    }

    /// <summary>Reads a file on disk.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What the file does not say; null for nothing.</param>
    /// <exception cref="InputException">The file is missing, unusable or ambiguous.</exception>
    public static ImportResult Read(string path, ImportOptions? options = null)
    {
        using ByteSource source = ByteSource.Open(path);
        return Read(source, options);
    }

    /// <summary>Reads a file that is not on disk, or one whose checksum is already known.</summary>
    /// <param name="source">The file.</param>
    /// <param name="sourceName">What the metadata call it.</param>
    /// <param name="sourceSha256">Its sha256; empty if it is not known.</param>
    /// <param name="options">What the file does not say.</param>
    internal static ImportResult Read(ByteSource source, string sourceName, string sourceSha256, ImportOptions options)
    {
        ImportedWeights imported = WeightsImporters.Find(source).Read(source);
        (string architecture, List<NamedLayer> layers) = NameLayers(imported, options, source.DisplayName);
        if (imported.HasNoEnd && !options.TakesParts)
            RequireWhole(architecture, layers, source.DisplayName);
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
            ChannelOrder order = options.SourceChannelOrder ?? FamilyDecision.ChannelOrderOf(imported, family, source.DisplayName);
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
        RequireSizeOf(layers, source);
        List<SafetensorsTensor> tensors = ConvolutionReader.Read(
            layers, layout, flip, reverse, options.DataType, source.DisplayName);
        byte[] bytes = SafetensorsWriter.ToBytes(metadata.ToDictionary(), tensors);
        return new ImportResult(WeightsFile.Open(bytes, source.DisplayName), imported.Format, reason);
    }

    private static void RequireWhole(string architecture, List<NamedLayer> layers, string displayName)
    {
        int whole = ArchitectureNames.Convolutions(architecture).Length;
        if (layers.Count < whole)
            throw new InputException(
                $"'{displayName}' ends behind {layers[^1].Name}, {Counted.Of(layers.Count, "convolution")} of the {whole} that "
                    + $"{architecture} has: it was cut, or made so; get it again, or add --partial to take what there is.");
    }

    /// <summary>All layers together are held against the file: parts that stand for several layers must not multiply it.</summary>
    private static void RequireSizeOf(List<NamedLayer> layers, ByteSource source)
    {
        double numbers = layers.Sum(layer => layer.Weight.Shape.Aggregate(1.0, (product, side) => product * side));
        if (sizeof(float) * numbers > Math.Max(ImportLimits.HarmlessExpansionBytes, source.Length * (double)ImportLimits.MaximumExpansion))
            throw new InputException(
                $"'{source.DisplayName}' claims {numbers:0} numbers in {source.Length} bytes; a decompression bomb or a damaged file.");
    }

    private static ImportResult Read(ByteSource source, ImportOptions? options)
    {
        WeightsImporters.Find(source); // an unknown format is reported before the whole file is hashed
        return Read(source, Path.GetFileName(source.DisplayName), source.ComputeSha256(), options ?? new ImportOptions());
    }

    private static (string Architecture, List<NamedLayer> Layers) NameLayers(
        ImportedWeights imported, ImportOptions options, string displayName)
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
        $"'{displayName}' may hold kernels rotated by 180°, as Theano uses them, and does not say so: "
            + ImportOptions.Ask(
                displayName, "--kernels rotated (files named th_kernels, Lasagne's flip_filters=True)", "--kernels straight"));
}
