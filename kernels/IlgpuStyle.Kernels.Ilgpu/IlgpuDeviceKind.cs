namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The families of devices that ILGPU drives.</summary>
internal enum IlgpuDeviceKind
{
    /// <summary>NVIDIA cards through the CUDA driver; "cuda" on the command line.</summary>
    Cuda,

    /// <summary>Any OpenCL device with the generic address space; "opencl".</summary>
    OpenCL,

    /// <summary>ILGPU's accelerator on the host's threads, made for debugging kernels; "ilgpu-cpu".</summary>
    Cpu,
}
