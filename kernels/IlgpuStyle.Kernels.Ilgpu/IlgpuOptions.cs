namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>How an <see cref="IlgpuBackend"/> works; the defaults suit every device.</summary>
public sealed record IlgpuOptions
{
    /// <summary>Forces every launch to groups of this many threads, as on a GPU, barriers and all; null for the device's
    /// best. For tests.</summary>
    public int? GroupSize { get; init; }

    /// <summary>Algorithm of the 3×3 convolutions; where Winograd does not apply, direct all the same.</summary>
    public ConvolutionVariant Convolution { get; init; } = ConvolutionVariant.Automatic;
}
