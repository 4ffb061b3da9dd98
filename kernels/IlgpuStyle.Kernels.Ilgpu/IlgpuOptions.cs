namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>How an <see cref="IlgpuBackend"/> works; the defaults suit every device.</summary>
internal sealed record IlgpuOptions
{
    /// <summary>Forces every launch to groups of this many threads, as on a GPU, barriers and all; null for the device's
    /// best. For tests.</summary>
    public int? GroupSize { get; init; }

    /// <summary>Algorithm of the convolutions; where it does not apply, the next simpler one.</summary>
    public ConvolutionVariant Convolution { get; init; } = ConvolutionVariant.Automatic;

    /// <summary>
    /// Keeps activations (<see cref="Tensors.TensorRole.Activation"/>) in half precision: half of their memory and traffic, 3 digits.
    /// Arithmetic, gradients, Gram matrices, losses and the optimiser stay in float32: gradients span more orders of magnitude
    /// than half precision holds.
    /// </summary>
    public bool HalfActivations { get; init; }

    /// <summary>
    /// Lets wide 3×3 convolutions run on the tensor cores, whose factors are rounded to TF32 (10 bits behind the point), where that is the
    /// cheapest kernel for a layer. CUDA cards of compute capability 8.0 and later; <see cref="IlgpuBackend.Create(IlgpuDeviceKind, int,
    /// IlgpuOptions?)"/> refuses others.
    /// </summary>
    public bool TensorCores { get; init; }

    /// <summary>
    /// Whether memory that nobody has promised to be zero holds NaN: the workspace and the partial sums, soiled again before each operator.
    /// An operator that reads what it has not written is seen. For tests.
    /// </summary>
    internal bool SoilsScratch { get; init; }

    /// <summary>How tiles that are kept on the host come to the device and go back; other than automatic for tests and
    /// measurements.</summary>
    public TransferStreams Transfers { get; init; } = TransferStreams.Automatic;

    /// <summary>
    /// A folder for measured choices: each convolution's variants are timed at its first use on a device, and the fastest is taken now
    /// and in later runs; overrides <see cref="Convolution"/>. Null to choose by rule.
    /// </summary>
    public string? TuningFolder { get; init; }
}
