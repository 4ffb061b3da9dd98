using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Image;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Winograd;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// Weights and bias of one convolution in the form that its kernels read: Winograd's where it serves, else
/// direct.
/// </summary>
internal sealed unsafe class SimdConvolution : PreparedConvolution
{
    private readonly NativeBlock _bias;

    /// <summary>Packs the bias; the plans are set by who chooses the algorithm.</summary>
    public SimdConvolution(
        SimdBackend owner, ConvolutionGeometry geometry, ReadOnlySpan<float> bias, MemoryAccount account)
        : base(geometry)
    {
        Owner = owner;

        // Padded to whole panels: kernels load bias vectors for channels that do not exist.
        int padded = (bias.Length + TensorLayout.Block * 2 - 1) / (TensorLayout.Block * 2)
            * TensorLayout.Block * 2;
        _bias = new NativeBlock(account, padded * sizeof(float));
        bias.CopyTo(new Span<float>(_bias.Pointer, bias.Length));
    }

    /// <summary>The backend that packed it.</summary>
    public SimdBackend Owner { get; }

    /// <summary>Transformed weights, or null where <see cref="Direct"/> serves.</summary>
    public WinogradPlan? Winograd { get; init; }

    /// <summary>Direct weights, or null where <see cref="Winograd"/> serves.</summary>
    public DirectPlans? Direct { get; init; }

    /// <summary>Weights of the backward to a picture, or null where that is not the backward.</summary>
    public ImageWeights? Image { get; init; }

    /// <summary>Bias, zero beyond OC.</summary>
    public float* Bias
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bias.Pointer == null, this);
            return (float*)_bias.Pointer;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Winograd?.Dispose();
        Direct?.Dispose();
        Image?.Dispose();
        _bias.Dispose();
    }
}
