using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Sums in two passes and a fixed order, without atomics: a run repeats bit for bit. In pass one each thread
/// adds its grid-stride share, then the group adds its threads by a tree in shared memory and stores one
/// partial sum; pass two adds the partial sums.
/// </summary>
internal static class ReductionKernels
{
    /// <summary>
    /// results[first + r] = scale · Σ_i partials[r·count + i], one group for each r in [0, grid).
    /// Barriers: 1 + ⌈log₂ group⌉. Shared memory: 2 KiB. Overwrites. Rounded so that a float64 holds it.
    /// </summary>
    public static void Finish(
        ArrayView<FloatPair> partials, int count, FloatPair scale, ArrayView<FloatPair> results, int first)
    {
        ArrayView<FloatPair> shared = SharedMemory.Allocate<FloatPair>(LaunchPolicy.MaxReductionThreads);
        FloatPair sum = default;
        for (int i = Group.IdxX; i < count; i += Group.DimX)
            sum = sum.Plus(partials[Grid.IdxX * count + i]);
        sum = SumOfGroup(sum, shared);
        if (Group.IdxX == 0)
            results[first + Grid.IdxX] = sum.Times(scale).Representable();
    }

    /// <summary>
    /// The sum over the threads of a group, valid in thread 0; every thread must call it. A tree that halves
    /// the number of summands, rounding up, so any group size will do. Reads of the last use of
    /// <paramref name="shared"/> are over on return.
    /// </summary>
    public static FloatPair SumOfGroup(FloatPair value, ArrayView<FloatPair> shared)
    {
        int thread = Group.IdxX;
        shared[thread] = value;
        SharedBarrier.Wait();
        int count = Group.DimX;
        while (count > 1)
        {
            int half = (count + 1) / 2;
            if (thread < count - half)
                shared[thread] = shared[thread].Plus(shared[thread + half]);
            SharedBarrier.Wait();
            count = half;
        }

        FloatPair sum = shared[0];
        SharedBarrier.Wait();
        return sum;
    }
}
