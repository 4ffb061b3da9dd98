namespace IlgpuStyle.Imaging;

/// <summary>Mean and covariance of the RGB values of a picture, or of a part of it, in float64.</summary>
internal sealed class ColorStatistics
{
    private ColorStatistics(double[] mean, double[,] covariance)
    {
        Mean = mean;
        Covariance = covariance;
    }

    /// <summary>μ_c = Σ_p T(p)·x_c(p)/Σ_p T(p) of red, green, blue; T is 1 without a mask.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Σ_cd = Σ_p T(p)·(x_c(p) − μ_c)·(x_d(p) − μ_d)/Σ_p T(p), 3×3.</summary>
    public double[,] Covariance { get; }

    /// <summary>Measures a picture; alpha is not looked at.</summary>
    /// <param name="picture">Any size.</param>
    /// <param name="mask">T, how much each pixel counts, of the picture's size; null for all alike.</param>
    /// <exception cref="ArgumentException">The mask has another size.</exception>
    /// <exception cref="InputException">The mask is 0 everywhere.</exception>
    public static ColorStatistics Of(RgbImage picture, Mask? mask = null)
    {
        int count = picture.Width * picture.Height;
        float[]? weights = mask?.WeightsOf(picture);
        double total = weights?.Sum(weight => (double)weight) ?? count;
        ReadOnlySpan<float> reds = picture.Data.AsSpan(0, count), greens = picture.Data.AsSpan(count, count),
            blues = picture.Data.AsSpan(2 * count, count);
        // Sums side by side: alone each term would wait for the one before.
        double red = 0, green = 0, blue = 0;
        for (int p = 0; p < count; p++)
        {
            double weight = weights is null ? 1 : weights[p];
            red += weight * reds[p];
            green += weight * greens[p];
            blue += weight * blues[p];
        }

        (red, green, blue) = (red / total, green / total, blue / total);
        double rr = 0, rg = 0, rb = 0, gg = 0, gb = 0, bb = 0;
        for (int p = 0; p < count; p++)
        {
            double weight = weights is null ? 1 : weights[p];
            double r = reds[p] - red, g = greens[p] - green, b = blues[p] - blue;
            rr += weight * r * r;
            rg += weight * r * g;
            rb += weight * r * b;
            gg += weight * g * g;
            gb += weight * g * b;
            bb += weight * b * b;
        }

        double[] mean = [red, green, blue];
        double[,] covariance = { { rr, rg, rb }, { rg, gg, gb }, { rb, gb, bb } };
        for (int i = 0; i < covariance.Length; i++)
            covariance[i / mean.Length, i % mean.Length] /= total;

        return new ColorStatistics(mean, covariance);
    }

    /// <summary>
    /// The statistics of pictures thrown together: μ = Σ_i a_i·μ_i and Σ = Σ_i a_i·(Σ_i + (μ_i − μ)·(μ_i −
    /// μ)ᵀ).
    /// </summary>
    /// <param name="parts">Each picture's statistics, and its share a_i; the shares add up to 1.</param>
    public static ColorStatistics Mix(IReadOnlyList<(ColorStatistics Statistics, double Share)> parts)
    {
        double[] mean = new double[RgbImage.Channels];
        double[,] covariance = new double[mean.Length, mean.Length];
        for (int c = 0; c < mean.Length; c++)
            mean[c] = parts.Sum(part => part.Share * part.Statistics.Mean[c]);
        for (int c = 0; c < mean.Length; c++)
        {
            for (int d = 0; d < mean.Length; d++)
            {
                covariance[c, d] = parts.Sum(part => part.Share * (part.Statistics.Covariance[c, d]
                    + (part.Statistics.Mean[c] - mean[c]) * (part.Statistics.Mean[d] - mean[d])));
            }
        }

        return new ColorStatistics(mean, covariance);
    }

    /// <summary>The standard deviation of a channel.</summary>
    public double Deviation(int channel) => Math.Sqrt(Covariance[channel, channel]);
}
