namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What one operator of VGG19 costs at one picture size, and what the kernel that a graphics card
/// runs asks of its memory.</summary>
/// <param name="Operation">"conv3_2 forward".</param>
/// <param name="Kernel">The kernel's <see cref="GeneratedKernel.Name"/>.</param>
/// <param name="Flops">Multiplications and additions of the direct algorithm.</param>
/// <param name="Bytes">Every operand read once and every result written once: the least that device memory
/// must move.</param>
/// <param name="RequestedBytes">What all threads ask for, caches and coalescing aside.</param>
/// <param name="Groups">Groups of the launch.</param>
internal sealed record LayerWork(string Operation, string Kernel, double Flops, double Bytes,
    double RequestedBytes, int Groups)
{
    /// <summary>Arithmetic intensity against device memory, FLOP a byte.</summary>
    public double Intensity => Flops / Bytes;

    /// <summary>Arithmetic intensity against the caches, FLOP a byte.</summary>
    public double RequestedIntensity => Flops / RequestedBytes;
}
