using ILGPU;

namespace IlgpuStyle.Tests.Standins;

/// <summary>
/// Kernels that show what a launch does. Public, because the package calls them from an assembly of its
/// own.
/// </summary>
public static class IlgpuTestKernels
{
    /// <summary>
    /// Adds one to the element with this thread's number, and stores its coordinates behind it, in base 32.
    /// </summary>
    public static void Mark(ArrayView<int> visits, ArrayView<int> coordinates)
    {
        int group = (((Grid.IdxZ * Grid.DimY) + Grid.IdxY) * Grid.DimX) + Grid.IdxX;
        int thread = (((Group.IdxZ * Group.DimY) + Group.IdxY) * Group.DimX) + Group.IdxX;
        int number = (group * Group.DimX * Group.DimY * Group.DimZ) + thread;
        visits[number] += 1;
        coordinates[number] = (((((((((Grid.IdxZ * 32) + Grid.IdxY) * 32) + Grid.IdxX) * 32)
            + Group.IdxZ) * 32) + Group.IdxY) * 32) + Group.IdxX;
    }

    /// <summary>Inclusive prefix sums within each group: log2(group) rounds, two barriers each.</summary>
    public static void ScanGroup(ArrayView<int> values)
    {
        ArrayView<int> shared = SharedMemory.Allocate<int>(256);
        int thread = Group.IdxX;
        int element = (Grid.IdxX * Group.DimX) + thread;
        shared[thread] = values[element];
        Group.Barrier();
        for (int distance = 1; distance < Group.DimX; distance *= 2)
        {
            int sum = shared[thread];
            if (thread >= distance)
                sum += shared[thread - distance];
            Group.Barrier();
            shared[thread] = sum;
            Group.Barrier();
        }

        values[element] = shared[thread];
    }

    /// <summary>
    /// Writes through two blocks of shared memory, one of them allocated by a method that the kernel calls.
    /// </summary>
    public static void TwoBlocks(ArrayView<int> values)
    {
        ArrayView<int> first = SharedMemory.Allocate<int>(16);
        ArrayView<long> second = AllocateLongs();
        int thread = Group.IdxX;
        first[thread] = thread;
        second[thread] = 1000L * thread;
        Group.Barrier();
        int other = Group.DimX - 1 - thread;
        values[(Grid.IdxX * Group.DimX) + thread] = first[other] + (int)second[thread];
    }

    /// <summary>values[i] = scale.Factor · i + scale.Terms[i] for a one-dimensional extent.</summary>
    public static void Affine(Index1D index, ArrayView<int> values, IlgpuTestScale scale) =>
        values[index] = (scale.Factor * index) + scale.Terms[index];

    /// <summary>Marks each element of a two-dimensional extent with its coordinates.</summary>
    public static void Mark2D(Index2D index, ArrayView<int> values, int width) =>
        values[(index.Y * width) + index.X] += (100 * index.Y) + index.X;

    /// <summary>Marks each element of a three-dimensional extent with its coordinates.</summary>
    public static void Mark3D(Index3D index, ArrayView<int> values, int width, int height) =>
        values[(((index.Z * height) + index.Y) * width) + index.X] +=
            (10_000 * index.Z) + (100 * index.Y) + index.X;

    /// <summary>Bits to float and back.</summary>
    public static void NextFloat(ArrayView<float> values)
    {
        uint bits = Interop.FloatAsInt(values[Grid.IdxX]);
        values[Grid.IdxX] = Interop.IntAsFloat(bits + 1);
    }

    /// <summary>Reads one element too far.</summary>
    public static void ReadBeyond(ArrayView<int> values) => values[0] = values[values.IntLength];

    /// <summary>The first thread leaves, the others wait for it.</summary>
    public static void LeaveBeforeBarrier(ArrayView<int> values)
    {
        if (Group.IdxX == 0)
            return;
        Group.Barrier();
        values[Group.IdxX] = 1;
    }

    private static ArrayView<long> AllocateLongs() => SharedMemory.Allocate<long>(16);
}
