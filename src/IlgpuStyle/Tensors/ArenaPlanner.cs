namespace IlgpuStyle.Tensors;

/// <summary>Places tensors with known lifetimes in one block of memory.</summary>
internal static class ArenaPlanner
{
    /// <summary>
    /// Greedy placement, largest first: each tensor gets the lowest offset where it overlaps no placed tensor
    /// that lives at the same time (ties: the order of the requests, so requests of equal size that all live
    /// together lie side by side in order). Deterministic.
    /// </summary>
    /// <param name="requests">What is wanted.</param>
    /// <param name="sizes">
    /// Size of each request in the backend's private layout, in elements, already rounded up to its
    /// alignment.
    /// </param>
    /// <param name="totalSize">Size of the block, in elements.</param>
    /// <returns>The offset of each request, in elements.</returns>
    public static long[] Place(
        IReadOnlyList<TensorRequest> requests, ReadOnlySpan<long> sizes, out long totalSize)
    {
        long[] offsets = new long[requests.Count];
        List<int> placed = [];
        totalSize = 0;
        foreach (int index in LargestFirst(sizes))
        {
            offsets[index] = LowestFreeOffset(index, requests, sizes, offsets, placed);
            totalSize = Math.Max(totalSize, offsets[index] + sizes[index]);
            int before = placed.Count;
            while (before > 0 && offsets[placed[before - 1]] > offsets[index])
                before--;
            placed.Insert(before, index);
        }

        return offsets;
    }

    private static int[] LargestFirst(ReadOnlySpan<long> sizes)
    {
        int[] order = new int[sizes.Length];
        for (int index = 0; index < order.Length; index++)
        {
            int before = index;
            for (; before > 0 && sizes[order[before - 1]] < sizes[index]; before--)
                order[before] = order[before - 1];
            order[before] = index;
        }

        return order;
    }

    private static long LowestFreeOffset(
        int index, IReadOnlyList<TensorRequest> requests, ReadOnlySpan<long> sizes, long[] offsets, List<int> placedByOffset)
    {
        long offset = 0;
        foreach (int other in placedByOffset)
        {
            if (!requests[other].LivesTogetherWith(requests[index]))
                continue;
            if (offset + sizes[index] <= offsets[other])
                break;
            offset = Math.Max(offset, offsets[other] + sizes[other]);
        }

        return offset;
    }
}
