namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// One window of pooling by 2×2 with stride 2: pixels (2·Row + i, 2·Column + j) of a plane, written X Y over Z W; those beyond the lower
/// and the right border do not count. Sums and comparisons in the order of <see cref="PoolingKernels"/>, so that results have the same
/// bits.
/// </summary>
/// <param name="row">Which window, from above.</param>
/// <param name="column">Which window, from the left.</param>
/// <param name="height">Of the plane.</param>
/// <param name="width">Of the plane.</param>
internal readonly struct PoolingWindow(int row, int column, int height, int width)
{
    public readonly int Row = row;
    public readonly int Column = column;

    /// <summary>1 if the right pixels are inside.</summary>
    public readonly int HasRight = 2 * column + 1 < width ? 1 : 0;

    /// <summary>1 if the lower pixels are inside.</summary>
    public readonly int HasBelow = 2 * row + 1 < height ? 1 : 0;

    /// <summary>1 / (pixels inside): a power of two, so that multiplying by it is dividing.</summary>
    public float Share => (HasRight != 0 ? 0.5f : 1f) * (HasBelow != 0 ? 0.5f : 1f);

    /// <summary>The largest pixel, or their mean.</summary>
    /// <param name="pixels">The window.</param>
    /// <param name="pooling"><see cref="ConvolutionExtents.Pooling"/>.</param>
    public float Pool(Float4 pixels, int pooling)
    {
        bool right = HasRight != 0, below = HasBelow != 0;
        if (pooling == ConvolutionExtents.MaxPooling)
        {
            float best = pixels.X;
            best = right && pixels.Y > best ? pixels.Y : best;
            best = below && pixels.Z > best ? pixels.Z : best;
            return right && below && pixels.W > best ? pixels.W : best;
        }

        float sum = 0f + pixels.X;
        sum = right ? sum + pixels.Y : sum;
        sum = below ? sum + pixels.Z : sum;
        sum = right && below ? sum + pixels.W : sum;
        return sum * Share;
    }
}
