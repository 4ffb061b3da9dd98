namespace IlgpuStyle.Weights.Importers;

/// <summary>
/// ONNX models: the initialisers of the graph, named after the Conv nodes that use them where their own
/// names say nothing. Field numbers: onnx.proto of the ONNX project.
/// </summary>
internal sealed class OnnxImporter : IWeightsImporter
{
    private const int Graph = 7, Node = 1, Initialiser = 5;

    /// <inheritdoc/>
    public string FormatName => "ONNX";

    /// <inheritdoc/>
    public bool Recognises(ByteSource source)
    {
        try
        {
            ProtobufMessage model = new(source, 0, source.Length);
            ProtobufField[] fields = [.. model.Fields().Take(100)];
            return fields.Any(field => field is { Number: 1, Kind: 0, Value: > 0 and < 1000 })
                && fields.Where(field => field.IsBytes(Graph))
                    .Any(field => model.Message(field).Fields().Take(1000).Any(part => part.IsBytes(Node)));
        }
        catch (InputException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ImportedWeights Read(ByteSource source)
    {
        ProtobufMessage model = new(source, 0, source.Length);
        Dictionary<string, ImportedTensor> initialisers = [];
        List<string[]> convolutions = [];
        foreach (ProtobufField graphField in model.Fields().Where(field => field.IsBytes(Graph)))
        {
            ProtobufMessage graph = model.Message(graphField);
            foreach (ProtobufField field in graph.Fields())
            {
                if (field.IsBytes(Initialiser) && OnnxTensor.Describe(graph.Message(field)) is { } tensor)
                    initialisers[tensor.Name] = tensor;
                else if (field.IsBytes(Node) && ReadConvolution(graph.Message(field)) is { } inputs)
                    convolutions.Add(inputs);
            }
        }

        return Name(initialisers, convolutions);
    }

    private ImportedWeights Name(
        Dictionary<string, ImportedTensor> initialisers, List<string[]> convolutions)
    {
        List<ImportedTensor> tensors = [];
        for (int i = 0; i < convolutions.Count; i++)
        {
            string layer = LayerOf(convolutions[i][1]) ?? $"#{i}";
            if (initialisers.TryGetValue(convolutions[i][1], out ImportedTensor? weight))
                tensors.Add(weight.Renamed($"{layer}.weight"));
            if (convolutions[i].Length > 2
                && initialisers.TryGetValue(convolutions[i][2], out ImportedTensor? bias))
                tensors.Add(bias.Renamed($"{layer}.bias"));
        }

        bool mxnet = initialisers.Keys.Any(name => name.StartsWith("vgg0_conv", StringComparison.Ordinal)
            || name.StartsWith("squeezenet0_conv", StringComparison.Ordinal));
        bool caffe2 = initialisers.ContainsKey("conv1_1_w_0");
        return new ImportedWeights
        {
            Format = FormatName,
            Layout = KernelLayout.Oihw,
            Tensors = tensors,
            Family = mxnet ? WeightsFamily.Mxnet : caffe2 ? WeightsFamily.Caffe : null,
            FamilyReason = mxnet ? "MXNet's tensor names" : caffe2 ? "Caffe2's tensor names" : "",
        };
    }

    /// <summary>
    /// Names that a state dictionary or Caffe2 would give are kept; others only say where the node stands.
    /// </summary>
    private static string? LayerOf(string weightName)
    {
        if (weightName.EndsWith(".weight", StringComparison.Ordinal))
            return weightName[..^".weight".Length];
        return weightName.EndsWith("_w_0", StringComparison.Ordinal) ? weightName[..^"_w_0".Length] : null;
    }

    private static string[]? ReadConvolution(ProtobufMessage node)
    {
        List<string> inputs = [];
        bool isConvolution = false;
        foreach (ProtobufField field in node.Fields())
        {
            if (field.IsBytes(1))
                inputs.Add(node.Text(field));
            else if (field.IsBytes(4))
                isConvolution = node.Text(field) == "Conv";
        }

        return isConvolution && inputs.Count >= 2 ? [.. inputs] : null;
    }
}
