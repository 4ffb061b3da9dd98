using IlgpuStyle.Import.Formats;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import;

/// <summary>What the user can say where a file does not.</summary>
internal sealed record ImportOptions
{
    /// <summary>The weights' family; null: from the file, its checksum or its format.</summary>
    public WeightsFamily? Family { get; init; }

    /// <summary>The architecture; null: from the layers' names or number.</summary>
    public string? Architecture { get; init; }

    /// <summary>
    /// The order of conv1_1's input channels in the file; null: as the format or family has it.
    /// </summary>
    public ChannelOrder? SourceChannelOrder { get; init; }

    /// <summary>
    /// The layout of the kernels in the file; null: as the format has it, or told from the shapes.
    /// </summary>
    public KernelLayout? SourceLayout { get; init; }

    /// <summary>
    /// Whether the file's kernels are rotated by 180° (Theano); null: as the format has it.
    /// </summary>
    public bool? FlippedKernels { get; init; }

    /// <summary>
    /// Whether a file may end before its architecture does where nothing tells one that was cut from one that was made so.
    /// </summary>
    public bool TakesParts { get; init; }

    /// <summary>How to store the result: F32, or F16 for half the size.</summary>
    public TensorDataType DataType { get; init; } = TensorDataType.F32;

    /// <summary>The end of a message that asks for an option: the command that says it.</summary>
    internal static string Ask(string displayName, string option, string other) =>
        $"run istyle weights convert {displayName} NAME.safetensors with {option}, or with {other}.";
}
