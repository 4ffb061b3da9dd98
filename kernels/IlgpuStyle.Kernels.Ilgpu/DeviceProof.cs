namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>How a device's results compared with the processor's.</summary>
/// <param name="Failure">What differs and by how much, in one line without a full stop; null if they agree.</param>
internal sealed record DeviceProof(string? Failure)
{
    /// <summary>Whether the device computes what the processor computes.</summary>
    public bool Agrees => Failure is null;
}
