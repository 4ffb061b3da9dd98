using IlgpuStyle.Backends;

namespace IlgpuStyle.Kernels.Simd.Direct;

/// <summary>Which element a coordinate beyond the border reads.</summary>
internal static class BorderMap
{
    /// <summary>
    /// The coordinate in [0, extent) that <paramref name="coordinate"/> reads, or −1 where a zero is read.
    /// </summary>
    public static int Source(int coordinate, int extent, PaddingMode mode)
    {
        if ((uint)coordinate < (uint)extent)
            return coordinate;
        return mode switch
        {
            PaddingMode.Zero => -1,
            PaddingMode.Circular => ((coordinate % extent) + extent) % extent,
            PaddingMode.Reflect when extent > 1 => Reflect(coordinate, extent),
            _ => Math.Clamp(coordinate, 0, extent - 1),
        };
    }

    // Mirrored at both border pixels, which makes a sequence of period 2·(extent − 1).
    private static int Reflect(int coordinate, int extent)
    {
        int period = 2 * (extent - 1);
        int phase = ((coordinate % period) + period) % period;
        return phase < extent ? phase : period - phase;
    }
}
