using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>What a graphics card does at its best, by its own description: what <see cref="ConvolutionCost"/> weighs kernels by.</summary>
/// <param name="Multiprocessors">Multiprocessors, at least 1.</param>
/// <param name="Flops">Float32 multiplications and additions a second.</param>
/// <param name="Bandwidth">Bytes that device memory moves a second.</param>
/// <param name="CacheBytes">The second-level cache; 0 if unknown.</param>
/// <param name="TensorFlops">Multiplications and additions a second of the tensor cores with factors in TF32, by instructions of single
/// warps; 0 if there are none.</param>
internal readonly record struct CardSpeed(int Multiprocessors, double Flops, double Bandwidth, long CacheBytes, double TensorFlops)
{
    // Of a card that does not say: between the 14 to 20 of A100 and H200 and the 35 to 82 of consumer cards.
    private const double UsualFlopsPerByte = 32;
    private const double UsualMegahertz = 1500;

    private static readonly (int Major, int Minor) s_usual = (8, 6);

    /// <summary>
    /// What a device's driver says. OpenCL tells neither the width of the memory's bus nor how many multiply-adds a compute unit does in a
    /// clock, so that usual numbers stand for them.
    /// </summary>
    public static CardSpeed Of(Accelerator accelerator) => accelerator is CudaAccelerator card
        ? OfCuda(
            card.NumMultiprocessors, (card.Architecture.Major, card.Architecture.Minor), card.ClockRate, card.MemoryClockRate,
            card.MemoryBusWidth, card.L2CacheSize)
        : Usual(accelerator.NumMultiprocessors);

    /// <summary>What a CUDA card's numbers amount to; a clock or a width of 0 (a driver that does not say) counts as a usual one.</summary>
    /// <param name="multiprocessors">Multiprocessors.</param>
    /// <param name="capability">Its compute capability.</param>
    /// <param name="megahertz">Its highest clock.</param>
    /// <param name="memoryMegahertz">The memory's, which moves two words a clock.</param>
    /// <param name="busBits">Bits of a word.</param>
    /// <param name="cacheBytes">The second-level cache.</param>
    public static CardSpeed OfCuda(
        int multiprocessors, (int Major, int Minor) capability, double megahertz, double memoryMegahertz, int busBits, long cacheBytes)
    {
        double clocks = 2e6 * multiprocessors * (megahertz > 0 ? megahertz : UsualMegahertz), flops = clocks * LanesOf(capability);
        double bandwidth = 2e6 * memoryMegahertz * busBits / 8;
        return new CardSpeed(
            multiprocessors, flops, bandwidth > 0 ? bandwidth : flops / UsualFlopsPerByte, cacheBytes, clocks * TensorLanesOf(capability));
    }

    /// <summary>A card of which only the multiprocessors are known.</summary>
    public static CardSpeed Usual(int multiprocessors) => OfCuda(Math.Max(1, multiprocessors), s_usual, 0, 0, 0, 0);

    // Multiply-adds that a multiprocessor does in a clock (CUDA C++ Programming Guide, "Arithmetic Instructions").
    private static int LanesOf((int Major, int Minor) capability) => capability is (7, _) or (8, 0) or (6, 0) ? 64 : 128;

    // Likewise of the tensor cores in TF32, from NVIDIA's data sheets: 156 TFLOP/s of an A100. Hopper's instructions of four warps (wgmma)
    // do twice as many; consumer cards do as many as without tensor cores (GA102 and AD102 white papers).
    private static int TensorLanesOf((int Major, int Minor) capability) => capability switch
    {
        ( < TensorCore.LowestMajor, _) => 0,
        (8, 0) or (9, _) or (10, _) => 512,
        _ => 128,
    };
}
