using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// What an importer found in a file, before names, layouts and channel orders are made uniform.
/// </summary>
internal sealed record ImportedWeights
{
    /// <summary>The format in words, for messages: "MatConvNet .mat".</summary>
    public required string Format { get; init; }

    /// <summary>Every tensor, in the file's order.</summary>
    public required IReadOnlyList<ImportedTensor> Tensors { get; init; }

    /// <summary>Whether the format has no end mark: a file that was cut between two layers is a shorter one.</summary>
    public bool HasNoEnd { get; init; }

    /// <summary>The layout, where the format fixes it; null: told from the shapes.</summary>
    public KernelLayout? Layout { get; init; }

    /// <summary>
    /// Whether kernels are stored rotated by 180° (true convolution); null: the file does not say.
    /// </summary>
    public bool? FlippedKernels { get; init; } = false;

    /// <summary>The family, where the container or the names decide it.</summary>
    public WeightsFamily? Family { get; init; }

    /// <summary>Why <see cref="Family"/> was chosen, for the report.</summary>
    public string FamilyReason { get; init; } = "";

    /// <summary>The order of conv1_1's input channels in the file; null: the family's.</summary>
    public ChannelOrder? ChannelOrder { get; init; }

    /// <summary>Whether files like this exist in both orders and do not say which, so that somebody must.</summary>
    public bool AsksChannelOrder { get; init; }

    /// <summary>
    /// The mean that the file holds, in the file's channel order, on 0 to 255; null: the family's.
    /// </summary>
    public float[]? Mean { get; init; }

    /// <summary>Metadata of a file that is already in the native form; null for every other.</summary>
    public WeightsMetadata? Native { get; init; }
}
