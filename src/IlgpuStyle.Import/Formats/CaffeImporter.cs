using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// Caffe's .caffemodel: a NetParameter message with its layers in field 2 (V1LayerParameter, which Oxford's
/// files use) or in field 100 (LayerParameter). Field numbers: caffe.proto of the Caffe project.
/// </summary>
internal sealed class CaffeImporter : IWeightsImporter
{
    private const int OldLayers = 2, NewLayers = 100;

    /// <summary>
    /// Mean |weight| of conv1_1 below which the network is the normalised one: its activations average 1
    /// where Oxford's average tens on the same input, so its weights are smaller by that factor (0.009;
    /// Oxford's are about 0.2).
    /// </summary>
    private const double NormalisedThreshold = 0.03;

    /// <inheritdoc/>
    public string FormatName => "Caffe .caffemodel";

    /// <inheritdoc/>
    public bool Recognises(ByteSource source)
    {
        try
        {
            // Plain text may parse as protobuf for a few fields; a network has a layer with a name among
            // the first hundred.
            ProtobufMessage network = new(source, 0, source.Length);
            return network.Fields().Take(100).Any(
                field => (field.IsBytes(OldLayers) || field.IsBytes(NewLayers))
                && ReadLayer(network.Message(field), field.Number).Name.Length > 0);
        }
        catch (InputException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ImportedWeights Read(ByteSource source)
    {
        ProtobufMessage network = new(source, 0, source.Length);
        List<ImportedTensor> tensors = [];
        foreach (ProtobufField field in network.Fields())
        {
            if (!field.IsBytes(OldLayers) && !field.IsBytes(NewLayers))
                continue;
            (string name, List<ImportedTensor> blobs) = ReadLayer(network.Message(field), field.Number);
            if (blobs.Count >= 1)
                tensors.Add(blobs[0].Renamed($"{name}.weight"));
            if (blobs.Count >= 2)
                tensors.Add(AsVector(blobs[1]).Renamed($"{name}.bias"));
        }

        (WeightsFamily family, string reason) = FamilyOf(tensors, source.DisplayName);
        return new ImportedWeights
        {
            Format = FormatName,
            Layout = KernelLayout.Oihw,
            Tensors = tensors,
            HasNoEnd = true,
            Family = family,
            FamilyReason = reason,
        };
    }

    private static (string Name, List<ImportedTensor> Blobs) ReadLayer(ProtobufMessage layer, int version)
    {
        (int nameField, int blobField) = version == OldLayers ? (4, 6) : (1, 7);
        string name = "";
        List<ImportedTensor> blobs = [];
        foreach (ProtobufField field in layer.Fields())
        {
            if (field.IsBytes(nameField))
                name = layer.Text(field);
            else if (field.IsBytes(blobField))
                blobs.Add(ReadBlob(layer.Message(field), blobs.Count));
        }

        return (name, blobs);
    }

    private static ImportedTensor ReadBlob(ProtobufMessage blob, int index)
    {
        long[] sides = [1, 1, 1, 1];
        long[]? shape = null;
        ProtobufNumbers floats = new(blob.Source, TensorDataType.F32);
        ProtobufNumbers doubles = new(blob.Source, TensorDataType.F64);
        foreach (ProtobufField field in blob.Fields())
        {
            if (field is { Number: >= 1 and <= 4, Kind: 0 })
                sides[field.Number - 1] = (long)field.Value;
            else if (field.Number == 5)
                floats.Add(field);
            else if (field.Number == 8)
                doubles.Add(field);
            else if (field.IsBytes(7))
                shape = ReadShape(blob.Message(field));
        }

        string name = $"blob {index}";
        ProtobufNumbers numbers = doubles.Count > 0 ? doubles : floats;
        return new ImportedTensor(name, shape ?? sides, () => numbers.Read(name));
    }

    private static long[] ReadShape(ProtobufMessage shape) =>
    [
        .. shape.Fields()
            .Where(field => field.Number == 1 && field.Kind is 0 or 2)
            .SelectMany(shape.Integers)
            .Take(9),
    ];

    /// <summary>A bias is stored as (1, 1, 1, N) by old versions.</summary>
    private static ImportedTensor AsVector(ImportedTensor blob) =>
        blob.Shape.Length > 1 && blob.Shape[..^1].All(side => side == 1)
            ? new ImportedTensor(blob.Name, [blob.Shape[^1]], () => blob.Read(blob.Name))
            : blob;

    private static (WeightsFamily Family, string Reason) FamilyOf(
        List<ImportedTensor> tensors, string displayName)
    {
        ImportedTensor? first = tensors.FirstOrDefault(tensor => tensor.Name == "conv1_1.weight");
        if (first is null)
            return (WeightsFamily.Caffe, "trained in Caffe");
        double mean = first.Read(displayName)
            .Select(value => Math.Abs((double)value))
            .DefaultIfEmpty(1)
            .Average();
        return mean < NormalisedThreshold
            ? (WeightsFamily.Normalised, $"conv1_1's weights average {mean:0.####}, as only there")
            : (WeightsFamily.Caffe, "trained in Caffe");
    }
}
