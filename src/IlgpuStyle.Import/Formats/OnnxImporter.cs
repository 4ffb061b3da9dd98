using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// ONNX models: the initialisers and Constant nodes of the graph, named after the Conv nodes that use them where their own names say
/// nothing. Field numbers: onnx.proto of the ONNX project.
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
        Dictionary<string, ImportedTensor> constants = [];
        List<OnnxNode> convolutions = [];
        foreach (ProtobufField graphField in model.Fields().Where(field => field.IsBytes(Graph)))
        {
            ProtobufMessage graph = model.Message(graphField);
            foreach (ProtobufField field in graph.Fields().Where(field => field.IsBytes(Initialiser)))
            {
                if (OnnxTensor.Describe(graph.Message(field)) is { } tensor)
                    constants[tensor.Name] = tensor;
            }

            foreach (ProtobufField field in graph.Fields().Where(field => field.IsBytes(Node)))
                Take(OnnxNode.Read(graph.Message(field)), constants, convolutions);
        }

        return Name(constants, convolutions);
    }

    /// <summary>Nodes stand in the order in which they run, so what a node reads is known by now.</summary>
    private static void Take(OnnxNode node, Dictionary<string, ImportedTensor> constants, List<OnnxNode> convolutions)
    {
        if (node is { Operator: "Conv", Inputs.Count: >= 2 })
            convolutions.Add(node);
        else if (node is { Operator: "Constant", Outputs: [var name, ..] } && node.Constant() is { } tensor)
            constants[name] = tensor;
        else if (node is { Operator: "Identity" or "Cast", Inputs: [var from, ..], Outputs: [var to, ..] }
            && constants.TryGetValue(from, out ImportedTensor? same))
            constants[to] = same;
    }

    private ImportedWeights Name(Dictionary<string, ImportedTensor> constants, List<OnnxNode> convolutions)
    {
        List<ImportedTensor> tensors = [];
        for (int i = 0; i < convolutions.Count; i++)
        {
            IReadOnlyList<string> inputs = convolutions[i].Inputs;
            constants.TryGetValue(inputs[1], out ImportedTensor? weight);
            string layer = LayerOf(weight?.Name ?? inputs[1]) ?? $"#{i}";
            if (weight is not null)
                tensors.Add(weight.Renamed($"{layer}.weight"));
            if (inputs.Count > 2 && constants.TryGetValue(inputs[2], out ImportedTensor? bias))
                tensors.Add(bias.Renamed($"{layer}.bias"));
        }

        bool mxnet = constants.Keys.Any(name => name.StartsWith("vgg0_conv", StringComparison.Ordinal)
            || name.StartsWith("squeezenet0_conv", StringComparison.Ordinal));
        bool caffe2 = constants.ContainsKey("conv1_1_w_0");
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
}
