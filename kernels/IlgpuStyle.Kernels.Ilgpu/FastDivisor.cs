using System.Numerics;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Division by a number that the host knows: a product and a shift in place of some twenty instructions (Granlund &amp; Montgomery 1994,
/// theorem 4.2). With 2^(s−1) &lt; d ≤ 2^s and m = ⌊2^(31+s) / d⌋ + 1, ⌊n/d⌋ = ⌊n·m / 2^(31+s)⌋ for 0 ≤ n &lt; 2³¹.
/// </summary>
internal readonly struct FastDivisor
{
    private readonly uint _factor;
    private readonly int _shift;

    /// <summary>The divisor.</summary>
    public readonly int Value;

    /// <summary>Made on the host.</summary>
    /// <param name="value">At least 1.</param>
    public FastDivisor(int value)
    {
        Value = value;
        _shift = 31 + BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)value));
        _factor = (uint)((1UL << _shift) / (uint)value + 1);
    }

    /// <summary>⌊n / divisor⌋ for n from 0 on.</summary>
    public int Quotient(int n) => (int)((ulong)(uint)n * _factor >> _shift);
}
