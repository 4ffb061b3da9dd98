namespace IlgpuStyle.Imaging;

/// <summary>Mean and covariance of a picture's RGB values, in float64.</summary>
public sealed class ColorStatistics
{
    private ColorStatistics(double[] mean, double[,] covariance)
    {
        Mean = mean;
        Covariance = covariance;
    }

    /// <summary>μ_c = Σ_p x_c(p)/M of red, green, blue.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Σ_cd = Σ_p (x_c(p) − μ_c)·(x_d(p) − μ_d)/M, 3×3.</summary>
    public double[,] Covariance { get; }

    /// <summary>Measures a picture; alpha is not looked at.</summary>
    public static ColorStatistics Of(RgbImage picture)
    {
        int count = picture.Width * picture.Height;
        double[] mean = new double[RgbImage.Channels];
        for (int c = 0; c < mean.Length; c++)
        {
            foreach (float value in picture.Data.AsSpan(c * count, count))
                mean[c] += value;
            mean[c] /= count;
        }

        double[,] covariance = new double[mean.Length, mean.Length];
        for (int c = 0; c < mean.Length; c++)
        {
            for (int d = c; d < mean.Length; d++)
            {
                double sum = 0;
                for (int p = 0; p < count; p++)
                    sum += (picture.Data[c * count + p] - mean[c]) * (picture.Data[d * count + p] - mean[d]);
                covariance[c, d] = covariance[d, c] = sum / count;
            }
        }

        return new ColorStatistics(mean, covariance);
    }

    /// <summary>The standard deviation of a channel.</summary>
    public double Deviation(int channel) => Math.Sqrt(Covariance[channel, channel]);
}
