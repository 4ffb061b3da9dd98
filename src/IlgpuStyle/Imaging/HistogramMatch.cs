namespace IlgpuStyle.Imaging;

/// <summary>
/// Exact histogram specification, channel by channel, without bins: a value takes the target's quantile at its own rank. Equal values share the
/// middle of their ranks, so that they stay equal, and order is kept.
/// </summary>
internal static class HistogramMatch
{
    /// <summary>The source with the target's distributions.</summary>
    public static RgbImage Apply(RgbImage source, RgbImage target)
    {
        RgbImage result = new(source.Width, source.Height, new float[source.Data.Length], source.Alpha);
        int count = source.Width * source.Height, targetCount = target.Width * target.Height;
        for (int channel = 0; channel < RgbImage.Channels; channel++)
        {
            ReadOnlySpan<float> values = source.Data.AsSpan(channel * count, count);
            float[] sorted = values.ToArray(), quantiles = target.Data.AsSpan(channel * targetCount, targetCount).ToArray();
            Array.Sort(sorted);
            Array.Sort(quantiles);
            Dictionary<float, float> map = Map(sorted, quantiles);
            Span<float> output = result.Data.AsSpan(channel * count, count);
            for (int p = 0; p < count; p++)
                output[p] = map[values[p]];
        }

        return result;
    }

    private static Dictionary<float, float> Map(float[] sorted, float[] quantiles)
    {
        Dictionary<float, float> map = [];
        for (int first = 0; first < sorted.Length;)
        {
            int end = first + 1;
            while (end < sorted.Length && sorted[end] == sorted[first])
                end++;
            map[sorted[first]] = Quantile(quantiles, (first + end) / 2.0 / sorted.Length);
            first = end;
        }

        return map;
    }

    /// <summary>Value i of n stands at the middle of its share, (i + ½)/n; linear between.</summary>
    private static float Quantile(float[] sorted, double share)
    {
        double position = Math.Clamp(share * sorted.Length - 0.5, 0, sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return (float)(sorted[below] + (position - below) * (sorted[above] - sorted[below]));
    }
}
