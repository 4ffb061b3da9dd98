namespace IlgpuStyle.Import.Formats;

/// <summary>A NodeProto of an ONNX graph. Field numbers: onnx.proto of the ONNX project.</summary>
internal sealed class OnnxNode
{
    private const int Input = 1, Output = 2, OperatorType = 4, Attribute = 5, AttributeName = 1, AttributeTensor = 5;

    private readonly ProtobufMessage _message;
    private readonly List<string> _inputs = [];
    private readonly List<string> _outputs = [];

    private OnnxNode(ProtobufMessage message) => _message = message;

    /// <summary>"Conv", "Constant", ….</summary>
    public string Operator { get; private set; } = "";

    /// <summary>Names of what it reads, in the operator's order.</summary>
    public IReadOnlyList<string> Inputs => _inputs;

    /// <summary>Names of what it gives.</summary>
    public IReadOnlyList<string> Outputs => _outputs;

    /// <summary>Reads names and operator.</summary>
    /// <exception cref="InputException">The message is damaged.</exception>
    public static OnnxNode Read(ProtobufMessage message)
    {
        OnnxNode node = new(message);
        foreach (ProtobufField field in message.Fields())
        {
            if (field.IsBytes(Input))
                node._inputs.Add(message.Text(field));
            else if (field.IsBytes(Output))
                node._outputs.Add(message.Text(field));
            else if (field.IsBytes(OperatorType))
                node.Operator = message.Text(field);
        }

        return node;
    }

    /// <summary>The tensor of a Constant node, under the name of its output; null if it holds no floating-point numbers.</summary>
    public ImportedTensor? Constant()
    {
        foreach (ProtobufField field in _message.Fields().Where(field => field.IsBytes(Attribute)))
        {
            ProtobufMessage attribute = _message.Message(field);
            ProtobufField[] parts = [.. attribute.Fields().Where(part => part.Kind == 2)];
            if (parts.Any(part => part.IsBytes(AttributeName) && attribute.Text(part) == "value")
                && parts.FirstOrDefault(part => part.IsBytes(AttributeTensor)) is { Kind: 2 } tensor)
                return OnnxTensor.Describe(attribute.Message(tensor), Outputs[0]);
        }

        return null;
    }
}
