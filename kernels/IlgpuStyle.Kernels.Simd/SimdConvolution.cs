using IlgpuStyle.Backends;
using IlgpuStyle.Kernels.Simd.Direct;
using IlgpuStyle.Kernels.Simd.Memory;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>Weights and bias of one convolution in the forms that the kernels read.</summary>
internal sealed unsafe class SimdConvolution : PreparedConvolution
{
    private readonly NativeBlock bias;

    /// <summary>Packs both directions.</summary>
    public SimdConvolution(
        SimdBackend owner, ConvolutionGeometry geometry, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias,
        int columns, MemoryAccount account)
        : base(geometry)
    {
        Owner = owner;
        Forward = new DirectPlan(geometry, weights, forward: true, columns, account);
        Backward = new DirectPlan(geometry, weights, forward: false, columns, account);

        // Padded to whole panels: kernels load bias vectors for channels that do not exist.
        int padded = (bias.Length + TensorLayout.Block * 2 - 1) / (TensorLayout.Block * 2) * TensorLayout.Block * 2;
        this.bias = new NativeBlock(account, padded * sizeof(float));
        bias.CopyTo(new Span<float>(this.bias.Pointer, bias.Length));
    }

    /// <summary>The backend that packed it.</summary>
    public SimdBackend Owner { get; }

    /// <summary>Direct plan of the forward pass.</summary>
    public DirectPlan Forward { get; }

    /// <summary>Direct plan of the backward pass.</summary>
    public DirectPlan Backward { get; }

    /// <summary>Bias, zero beyond OC.</summary>
    public float* Bias
    {
        get
        {
            ObjectDisposedException.ThrowIf(bias.Pointer == null, this);
            return (float*)bias.Pointer;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Forward.Dispose();
        Backward.Dispose();
        bias.Dispose();
    }
}
