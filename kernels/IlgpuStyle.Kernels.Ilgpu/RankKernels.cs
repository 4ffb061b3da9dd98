using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Ranks by a radix sort of many channels at once, from the least significant of eight digits of four bits on: of each segment of a channel
/// a thread counts the digit's values, sums over segments say where each goes, the thread moves its pairs in their order. So the sort is
/// stable, needs no atomics, and its result is the same for every launch. Dense (C, M), M positions fastest; counts (C, 16, segments).
/// </summary>
internal static class RankKernels
{
    /// <summary>Bits of a digit.</summary>
    public const int DigitBits = 4;

    /// <summary>Values of a digit.</summary>
    public const int DigitValues = 1 << DigitBits;

    /// <summary>
    /// keys[c,p] = a whole number in the order of the values (negative ones with all bits turned round, others with the sign set; zeros of
    /// either sign alike), positions[c,p] = p; = . One thread an element.
    /// </summary>
    public static void Keys(ArrayView<float> input, ArrayView<int> keys, ArrayView<int> positions, RankExtents e)
    {
        for (int i = GridStride.First; i < e.C * e.M; i += GridStride.Step)
        {
            float value = input[i];
            int bits = value == 0f ? 0 : (int)Interop.FloatAsInt(value);
            keys[i] = bits ^ ((bits >> 31) | int.MinValue);
            positions[i] = i % e.M;
        }
    }

    /// <summary>counts[c,v,s] = how many keys of segment s have v for a digit; = . One thread a segment, neighbours beside each other in
    /// counts.</summary>
    public static void Count(ArrayView<int> keys, ArrayView<int> counts, int shift, RankExtents e)
    {
        for (int unit = GridStride.First; unit < e.C * e.Segments; unit += GridStride.Step)
        {
            int c = unit / e.Segments, s = unit % e.Segments, own = c * e.Counts + s;
            for (int v = 0; v < DigitValues; v++)
                counts[own + v * e.Segments] = 0;
            for (int p = RankExtents.StartOf(s); p < e.EndOf(s); p++)
                counts[own + DigitOf(keys[c * e.M + p], shift) * e.Segments]++;
        }
    }

    /// <summary>
    /// starts[c,v,s] = the sum of all counts of the channel before it; = . One group a channel, each thread a share in order. One barrier,
    /// 1 KiB of shared memory. Not in place: ILGPU moves a load that is used once past the store of the same element.
    /// </summary>
    public static void Starts(ArrayView<int> counts, ArrayView<int> starts, int length)
    {
        ArrayView<int> shared = SharedMemory.Allocate<int>(LaunchPolicy.MaxReductionThreads);
        int share = (length + Group.DimX - 1) / Group.DimX, channel = Grid.IdxX * length;
        int first = channel + Math.Min(length, Group.IdxX * share), end = channel + Math.Min(length, (Group.IdxX + 1) * share);
        int sum = 0;
        for (int i = first; i < end; i++)
            sum += counts[i];
        shared[Group.IdxX] = sum;
        SharedBarrier.Wait();
        int start = 0;
        for (int thread = 0; thread < Group.IdxX; thread++)
            start += shared[thread];
        for (int i = first; i < end; i++)
        {
            starts[i] = start;
            start += counts[i];
        }
    }

    /// <summary>Moves the pairs of each segment to where their digit starts, in their order, and the starts with them; = . One thread a
    /// segment.</summary>
    public static void Move(
        ArrayView<int> keys, ArrayView<int> positions, ArrayView<int> starts, ArrayView<int> newKeys, ArrayView<int> newPositions,
        int shift, RankExtents e)
    {
        for (int unit = GridStride.First; unit < e.C * e.Segments; unit += GridStride.Step)
        {
            int c = unit / e.Segments, s = unit % e.Segments, own = c * e.Counts + s;
            for (int p = RankExtents.StartOf(s); p < e.EndOf(s); p++)
            {
                int key = keys[c * e.M + p], at = own + DigitOf(key, shift) * e.Segments, rank = starts[at];
                starts[at] = rank + 1;
                newKeys[c * e.M + rank] = key;
                newPositions[c * e.M + rank] = positions[c * e.M + p];
            }
        }
    }

    /// <summary>output[c,positions[c,r]] = sorted[c,r]; = . One thread an element, scattered writes.</summary>
    public static void Place(ArrayView<int> positions, ArrayView<float> sorted, ArrayView<float> output, RankExtents e)
    {
        for (int i = GridStride.First; i < e.C * e.M; i += GridStride.Step)
            output[i / e.M * e.M + positions[i]] = sorted[i];
    }

    private static int DigitOf(int key, int shift) => (key >> shift) & (DigitValues - 1);
}
