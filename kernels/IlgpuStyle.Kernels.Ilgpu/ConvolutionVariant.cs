namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Algorithm of the 3×3 convolutions with stride 1.</summary>
public enum ConvolutionVariant
{
    /// <summary>The cheaper one for each layer, direction and size by <see cref="ConvolutionCost"/>; direct on the CPU
    /// accelerator.</summary>
    Automatic,

    /// <summary>Implicit GEMM: 9 multiplications a weight and output.</summary>
    Direct,

    /// <summary>Winograd's F(4×4, 3×3): 2.25 multiplications, and workspaces to write and read.</summary>
    Winograd,
}
