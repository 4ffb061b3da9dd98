using ILGPU;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// Bilinear upsampling by two and its adjoint; U along one axis: fine element i is ¾ of coarse element ⌊i/2⌋ and ¼ of its other neighbour,
/// the one before for even i and the one after for odd i, limited to the tensor or wrapped round it. Both gather: one thread per written
/// element, no barriers, bound by memory (4 and 16 reads that the caches hold).
/// </summary>
internal static class UpsampleKernels
{
    /// <summary>fine[c,h,w] += scale · Σ of four coarse elements.</summary>
    public static void Accumulate(ArrayView<float> coarse, float scale, ArrayView<float> fine, UpsampleExtents e)
    {
        for (int i = GridStride.First; i < e.FineLength; i += GridStride.Step)
        {
            int w = i % e.Width, h = i / e.Width % e.Height;
            int plane = i / e.Width / e.Height * e.CoarseHeight * e.CoarseWidth;
            int near = plane + h / 2 * e.CoarseWidth, far = plane + Far(h, e.CoarseHeight, e.Wraps) * e.CoarseWidth;
            int nearColumn = w / 2, farColumn = Far(w, e.CoarseWidth, e.Wraps);
            float left = 0.75f * coarse[near + nearColumn] + 0.25f * coarse[far + nearColumn];
            float right = 0.75f * coarse[near + farColumn] + 0.25f * coarse[far + farColumn];
            fine[i] += scale * (0.75f * left + 0.25f * right);
        }
    }

    /// <summary>coarse[c,h,w] = Σ of the sixteen fine elements that read it, with the weights they read it with; = .</summary>
    public static void Transposed(FeatureView fine, ArrayView<float> coarse, UpsampleExtents e)
    {
        for (int i = GridStride.First; i < e.CoarseLength; i += GridStride.Step)
        {
            int w = i % e.CoarseWidth, h = i / e.CoarseWidth % e.CoarseHeight;
            int plane = i / e.CoarseWidth / e.CoarseHeight * e.Height * e.Width;
            float sum = 0;
            for (int k = 0; k < 4; k++)
            {
                float weight = Weight(h, k, e.Height, e.CoarseHeight, e.Wraps);
                int row = plane + Reader(h, k, e.Height) * e.Width;
                float rowSum = 0;
                for (int l = 0; l < 4; l++)
                    rowSum += Weight(w, l, e.Width, e.CoarseWidth, e.Wraps) * fine[row + Reader(w, l, e.Width)];
                sum += weight * rowSum;
            }

            coarse[i] = sum;
        }
    }

    /// <summary>The coarse element that fine element <paramref name="fine"/> reads with weight ¼.</summary>
    private static int Far(int fine, int coarseLength, int wraps)
    {
        int far = fine / 2 + (fine % 2 == 0 ? -1 : 1);
        if (far < 0)
            return wraps != 0 ? coarseLength - 1 : 0;
        if (far == coarseLength)
            return wraps != 0 ? 0 : coarseLength - 1;
        return far;
    }

    /// <summary>The k-th of the four fine elements round coarse element <paramref name="coarse"/>, wrapped into the tensor.</summary>
    private static int Reader(int coarse, int k, int fineLength) => (2 * coarse - 1 + k + fineLength) % fineLength;

    /// <summary>Its weight; 0 beyond a border, and ¼ more for the border's own element, which reads the same one twice.</summary>
    private static float Weight(int coarse, int k, int fineLength, int coarseLength, int wraps)
    {
        int fine = 2 * coarse - 1 + k;
        float weight = k == 1 || k == 2 ? 0.75f : 0.25f;
        if (wraps != 0)
            return weight;
        if (fine < 0 || fine >= fineLength)
            return 0;
        if (k == 1 && coarse == 0 || k == 2 && coarse == coarseLength - 1)
            return weight + 0.25f;
        return weight;
    }
}
