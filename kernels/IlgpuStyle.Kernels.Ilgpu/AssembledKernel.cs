namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What a card's assembler makes of a kernel.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Registers">Of one thread; on AMD cards vector registers.</param>
/// <param name="SpillBytes">Registers that were written to memory for want of more, in bytes of one thread.</param>
/// <param name="StackBytes">Memory of one thread, spilled registers not counted.</param>
/// <param name="SharedBytes">Shared memory of one group.</param>
/// <param name="ResidentGroups">Groups that fit on a multiprocessor at once.</param>
/// <param name="Loop">Its busiest loop; null if no loop multiplies and adds.</param>
internal sealed record AssembledKernel(
    GeneratedKernel Kernel, int Registers, int SpillBytes, int StackBytes, int SharedBytes, int ResidentGroups, MachineLoop? Loop)
{
    /// <summary>What is wrong with it, for people; null if nothing is.</summary>
    public string? Fault =>
        SpillBytes > 0 ? $"{SpillBytes} bytes of spilled registers"
        : StackBytes > 0 ? $"{StackBytes} bytes of stack"
        : ResidentGroups < Kernel.WantedGroups
            ? $"{Registers} registers let {ResidentGroups} groups run at once, {Kernel.WantedGroups} are wanted"
        : null;
}
