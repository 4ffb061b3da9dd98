using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd.Matching;

/// <summary>
/// output[c,p] = sorted[c,r], r the rank of input[c,p] in its channel. One item is a channel: its values, as whole numbers in the same
/// order, and their positions go through a radix sort from the least significant digit on, which is stable, so equals keep the order of
/// their positions; the last of three passes writes no sorted pairs but what stands at each rank. Histograms of all digits come with the
/// first read.
/// </summary>
internal sealed unsafe class MatchRanksJob(SimdContext context) : Job
{
    private const int DigitBits = 11;
    private const int DigitValues = 1 << DigitBits;
    private const int Digits = 3;

    private SimdTensor? _input;
    private SimdTensor? _sorted;
    private SimdTensor? _output;

    /// <inheritdoc/>
    public override string Operation => "ranks";

    /// <summary>Floats of scratch per thread: two lists of pairs of 64 bits, and counts.</summary>
    public static long LocalLength(int positions) => 4L * positions + Digits * DigitValues;

    /// <summary>Overwrites <paramref name="output"/>; missing channels are left as they are.</summary>
    public void Run(SimdTensor input, SimdTensor sorted, SimdTensor output)
    {
        (_input, _sorted, _output) = (input, sorted, output);
        context.ReserveLocal(LocalLength(input.Shape.Positions) * sizeof(float));
        context.Team.Run(this, input.Shape.Channels);
        (_input, _sorted, _output) = (null, null, null);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Execute(int item, int worker)
    {
        TensorLayout layout = _input!.Layout;
        int positions = layout.Shape.Positions, stride = layout.PositionStride;
        long offset = layout.ChannelOffset(item);
        ulong* first = (ulong*)context.LocalOf(worker), second = first + positions;
        int* counts = (int*)(second + positions);
        Read(_input.Pointer + offset, positions, stride, first, counts);
        Sort(first, second, positions, 0, counts);
        Sort(second, first, positions, DigitBits, counts + DigitValues);
        float* sorted = _sorted!.Pointer + offset, output = _output!.Pointer + offset;
        int* starts = counts + 2 * DigitValues;
        for (int i = 0; i < positions; i++)
        {
            long rank = starts[first[i] >> (32 + 2 * DigitBits)]++;
            output[(uint)first[i] * stride] = sorted[rank * stride];
        }
    }

    /// <summary>Pairs of key and position, and where each value of each digit starts.</summary>
    private static void Read(float* values, int positions, int stride, ulong* pairs, int* counts)
    {
        new Span<int>(counts, Digits * DigitValues).Clear();
        for (int p = 0; p < positions; p++, values += stride)
        {
            uint key = KeyOf(*values);
            pairs[p] = (ulong)key << 32 | (uint)p;
            counts[key & (DigitValues - 1)]++;
            counts[DigitValues + (key >> DigitBits & (DigitValues - 1))]++;
            counts[2 * DigitValues + (key >> 2 * DigitBits)]++;
        }

        for (int digit = 0; digit < Digits; digit++, counts += DigitValues)
        {
            for (int value = 0, start = 0; value < DigitValues; value++)
                (counts[value], start) = (start, start + counts[value]);
        }
    }

    private static void Sort(ulong* from, ulong* to, int count, int shift, int* starts)
    {
        for (int i = 0; i < count; i++)
            to[starts[from[i] >> (32 + shift) & (DigitValues - 1)]++] = from[i];
    }

    /// <summary>A whole number in the order of the values: negative ones with all bits turned round, others with the sign set.</summary>
    private static uint KeyOf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value == 0 ? 0 : value);
        return bits ^ ((uint)((int)bits >> 31) | 0x8000_0000);
    }
}
