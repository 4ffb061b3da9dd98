namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>Algorithm of the convolutions.</summary>
internal enum ConvolutionVariant
{
    /// <summary>The cheaper one of <see cref="Direct"/> and <see cref="Winograd"/> for each layer, direction and size, by
    /// <see cref="ConvolutionCost"/>; direct on the CPU accelerator.</summary>
    Automatic,

    /// <summary>One thread an output, nothing shared: what benchmarks measure the others against.</summary>
    Plain,

    /// <summary>4×4 outputs a thread in registers, no barriers; any geometry.</summary>
    Blocked,

    /// <summary>Implicit GEMM in shared-memory tiles: 9 multiplications a weight and output. 3×3 with stride 1; blocked where
    /// that or the device does not allow it.</summary>
    Direct,

    /// <summary>Winograd's F(4×4, 3×3): 2.25 multiplications, and workspaces to write and read. 3×3 with stride 1; direct
    /// elsewhere.</summary>
    Winograd,

    /// <summary>Direct on the tensor cores, with factors in TF32, for wide layers and where <see cref="IlgpuOptions.TensorCores"/> allows
    /// it; direct elsewhere.</summary>
    Tensor,
}
