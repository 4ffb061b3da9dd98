namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>How tiles come to a device and go back, where they are kept on the host.</summary>
internal enum TransferStreams
{
    /// <summary><see cref="Own"/> on CUDA and OpenCL, <see cref="Shared"/> on the CPU accelerator, which has nothing to overlap.</summary>
    Automatic,

    /// <summary>On a stream of their own: while the device computes.</summary>
    Own,

    /// <summary>Between the operators, on their stream.</summary>
    Shared,

    /// <summary>Not at all: operators that meet a tensor on the host fetch it themselves, piece by piece.</summary>
    None,
}
