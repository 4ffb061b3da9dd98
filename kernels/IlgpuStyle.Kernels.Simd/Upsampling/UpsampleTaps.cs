using System.Runtime.CompilerServices;

namespace IlgpuStyle.Kernels.Simd.Upsampling;

/// <summary>
/// The bilinear weights along one axis: fine element i is ¾ of coarse element ⌊i/2⌋ and ¼ of its other
/// neighbour, the one before for even i and the one after for odd i, limited to the tensor or wrapped round
/// it.
/// </summary>
internal static class UpsampleTaps
{
    /// <summary>Weight of the coarse element that a fine one lies in.</summary>
    public const float Near = 0.75f;

    /// <summary>Weight of the other one.</summary>
    public const float Remote = 0.25f;

    /// <summary>The other coarse element of fine element <paramref name="fine"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Far(int fine, int coarseLength, bool wraps)
    {
        int far = fine / 2 + ((fine & 1) == 0 ? -1 : 1);
        if (far < 0)
            return wraps ? coarseLength - 1 : 0;
        if (far == coarseLength)
            return wraps ? 0 : coarseLength - 1;
        return far;
    }

    /// <summary>
    /// The fine elements that read coarse element <paramref name="coarse"/>: four indices and weights, weight
    /// 0 where there is none.
    /// </summary>
    public static unsafe void Readers(
        int coarse, int fineLength, int coarseLength, bool wraps, int* indices, float* weights)
    {
        for (int k = 0; k < 4; k++)
        {
            int fine = 2 * coarse - 1 + k;
            bool isInside = fine >= 0 && fine < fineLength;
            indices[k] = isInside ? fine : wraps ? (fine + fineLength) % fineLength : 0;
            weights[k] = !isInside && !wraps ? 0 : k is 1 or 2 ? Near : Remote;
        }

        // The border's own elements read it twice.
        if (wraps)
            return;
        if (coarse == 0)
            weights[1] += Remote;
        if (coarse == coarseLength - 1 && weights[2] > 0)
            weights[2] += Remote;
    }
}
