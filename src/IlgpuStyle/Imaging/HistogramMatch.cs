namespace IlgpuStyle.Imaging;

/// <summary>
/// Exact histogram specification, channel by channel, without bins: a value takes the target's quantile at
/// its own rank. Equal values share the middle of their ranks, so that they stay equal, and order is kept.
/// With masks a pixel takes as much of the ranks as its mask says.
/// </summary>
internal static class HistogramMatch
{
    /// <summary>The source with the target's distributions.</summary>
    /// <param name="source">Any size.</param>
    /// <param name="target">Any size.</param>
    /// <param name="sourceMask">
    /// Whose values make the ranks, of the source's size; null for all. Other values take the rank they would
    /// have.
    /// </param>
    /// <param name="targetMask">Whose values make the quantiles, of the target's size; null for all.</param>
    public static RgbImage Apply(RgbImage source, RgbImage target, Mask? sourceMask, Mask? targetMask)
    {
        RgbImage result = new(source.Width, source.Height, new float[source.Data.Length], source.Alpha);
        float[]? sourceWeights = sourceMask?.WeightsOf(source), targetWeights = targetMask?.WeightsOf(target);
        int count = source.Width * source.Height, targetCount = target.Width * target.Height;
        for (int channel = 0; channel < RgbImage.Channels; channel++)
        {
            ReadOnlySpan<float> values = source.Data.AsSpan(channel * count, count);
            (float[] quantiles, double[] ranks) = Quantiles(
                target.Data.AsSpan(channel * targetCount, targetCount), targetWeights);
            Dictionary<float, float> map = Map(values, sourceWeights, quantiles, ranks);
            Span<float> output = result.Data.AsSpan(channel * count, count);
            for (int p = 0; p < count; p++)
                output[p] = map[values[p]];
        }

        return result;
    }

    private static Dictionary<float, float> Map(
        ReadOnlySpan<float> values, float[]? mask, float[] quantiles, double[] ranks)
    {
        (float[] sorted, float[] weights) = Sorted(values, mask);
        double total = Sum(weights), below = 0;
        Dictionary<float, float> map = [];
        for (int first = 0; first < sorted.Length;)
        {
            int end = first;
            double weight = 0;
            for (; end < sorted.Length && sorted[end] == sorted[first]; end++)
                weight += weights[end];
            map[sorted[first]] = Quantile(quantiles, ranks, (below + weight / 2) / total);
            below += weight;
            first = end;
        }

        return map;
    }

    /// <summary>
    /// The values that count, in rising order, and where each stands: in the middle of its share of the ranks
    /// from 0 to 1.
    /// </summary>
    private static (float[] Values, double[] Ranks) Quantiles(ReadOnlySpan<float> values, float[]? mask)
    {
        (float[] sorted, float[] weights) = Sorted(values, mask);
        int[] counting = [.. Enumerable.Range(0, sorted.Length).Where(i => weights[i] > 0)];
        double total = Sum(weights), below = 0;
        double[] ranks = new double[counting.Length];
        for (int i = 0; i < ranks.Length; i++)
        {
            ranks[i] = (below + weights[counting[i]] / 2.0) / total;
            below += weights[counting[i]];
        }

        return ([.. counting.Select(i => sorted[i])], ranks);
    }

    private static (float[] Values, float[] Weights) Sorted(ReadOnlySpan<float> values, float[]? mask)
    {
        float[] sorted = values.ToArray(), weights = new float[sorted.Length];
        if (mask is null)
        {
            Array.Fill(weights, 1f);
            Array.Sort(sorted);
        }
        else
        {
            mask.CopyTo(weights, 0);
            Array.Sort(sorted, weights);
        }

        return (sorted, weights);
    }

    private static double Sum(float[] weights) => weights.Sum(weight => (double)weight);

    /// <summary>Linear between the ranks of two neighbouring values.</summary>
    private static float Quantile(float[] values, double[] ranks, double rank)
    {
        int found = Array.BinarySearch(ranks, rank);
        if (found >= 0)
            return values[found];
        int above = ~found;
        if (above == 0 || above == ranks.Length)
            return values[Math.Min(above, ranks.Length - 1)];
        double part = (rank - ranks[above - 1]) / (ranks[above] - ranks[above - 1]);
        return (float)(values[above - 1] + part * (values[above] - values[above - 1]));
    }
}
