using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What a graphics card does at its best, by its own description: what <see cref="ConvolutionCost"/> weighs kernels by.</summary>
/// <param name="Multiprocessors">Multiprocessors, at least 1.</param>
/// <param name="Flops">Float32 multiplications and additions a second.</param>
/// <param name="Bandwidth">Bytes that device memory moves a second.</param>
/// <param name="CacheBytes">The second-level cache; 0 if unknown.</param>
internal readonly record struct CardSpeed(int Multiprocessors, double Flops, double Bandwidth, long CacheBytes)
{
    // Of a card that does not say: between the 14 to 20 of A100 and H200 and the 35 to 82 of consumer cards.
    private const double UsualFlopsPerByte = 32;
    private const double UsualMegahertz = 1500;
    private const int UsualLanes = 128;

    /// <summary>
    /// What a device's driver says. OpenCL tells neither the width of the memory's bus nor how many multiply-adds a compute unit does in a
    /// clock, so that usual numbers stand for them.
    /// </summary>
    public static CardSpeed Of(Accelerator accelerator) => accelerator is CudaAccelerator card
        ? OfCuda(
            card.NumMultiprocessors, LanesOf(card.Architecture.Major, card.Architecture.Minor), card.ClockRate, card.MemoryClockRate,
            card.MemoryBusWidth, card.L2CacheSize)
        : Usual(accelerator.NumMultiprocessors);

    /// <summary>What a CUDA card's numbers amount to; a clock or a width of 0 (a driver that does not say) counts as a usual one.</summary>
    /// <param name="multiprocessors">Multiprocessors.</param>
    /// <param name="lanes">Multiply-adds of a multiprocessor in a clock.</param>
    /// <param name="megahertz">Its highest clock.</param>
    /// <param name="memoryMegahertz">The memory's, which moves two words a clock.</param>
    /// <param name="busBits">Bits of a word.</param>
    /// <param name="cacheBytes">The second-level cache.</param>
    public static CardSpeed OfCuda(int multiprocessors, int lanes, double megahertz, double memoryMegahertz, int busBits, long cacheBytes)
    {
        double flops = 2e6 * multiprocessors * lanes * (megahertz > 0 ? megahertz : UsualMegahertz);
        double bandwidth = 2e6 * memoryMegahertz * busBits / 8;
        return new CardSpeed(multiprocessors, flops, bandwidth > 0 ? bandwidth : flops / UsualFlopsPerByte, cacheBytes);
    }

    /// <summary>A card of which only the multiprocessors are known.</summary>
    public static CardSpeed Usual(int multiprocessors) => OfCuda(Math.Max(1, multiprocessors), UsualLanes, 0, 0, 0, 0);

    /// <summary>Multiply-adds that a multiprocessor does in a clock (CUDA C++ Programming Guide, "Arithmetic Instructions").</summary>
    /// <param name="major">Of the compute capability.</param>
    /// <param name="minor">Likewise.</param>
    public static int LanesOf(int major, int minor) => (major, minor) is (7, _) or (8, 0) or (6, 0) ? 64 : 128;
}
