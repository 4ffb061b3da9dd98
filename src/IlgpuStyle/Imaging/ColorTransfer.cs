namespace IlgpuStyle.Imaging;

/// <summary>Gives one picture the colours of another; formulas: <see cref="ColorMatchMethod"/>.</summary>
internal static class ColorTransfer
{
    // Colours that vary by less than one 8-bit step along some axis do so by rounding: stretching that axis
    // would paint noise. It is left flat, and the covariance is then matched on the other axes only.
    private const double SmallestVariance = 1.0 / (255 * 255);

    /// <summary>The picture in the target's colours, not clamped to [0, 1].</summary>
    /// <param name="source">What is shown; any size.</param>
    /// <param name="target">Whose colours; any size.</param>
    /// <param name="method">How.</param>
    /// <param name="sourceMask">
    /// Which part of the source takes over the target's colours, at its size; null for all of it. The rest is
    /// mapped in the same way.
    /// </param>
    /// <param name="targetMask">
    /// Which part of the target lends its colours, at its size; null for all of it.
    /// </param>
    public static RgbImage Match(
        RgbImage source, RgbImage target, ColorMatchMethod method, Mask? sourceMask = null, Mask? targetMask = null) =>
        method == ColorMatchMethod.Histogram
            ? HistogramMatch.Apply(source, target, sourceMask, targetMask)
            : Match(
                source, ColorStatistics.Of(source, sourceMask), ColorStatistics.Of(target, targetMask),
                method);

    /// <summary>
    /// The picture mapped so that colours with some statistics get others, not clamped to [0, 1].
    /// </summary>
    /// <param name="picture">What is shown.</param>
    /// <param name="from">μ_s and Σ_s, such as the picture's own.</param>
    /// <param name="to">μ_t and Σ_t.</param>
    /// <param name="method">One of the linear methods.</param>
    public static RgbImage Match(
        RgbImage picture, ColorStatistics from, ColorStatistics to, ColorMatchMethod method)
    {
        RgbImage result = new(picture.Width, picture.Height, new float[picture.Data.Length], picture.Alpha);
        MatchInto(result, picture, from, to, method);
        return result;
    }

    /// <summary>The same into a picture of that size, which may be the picture itself.</summary>
    internal static void MatchInto(
        RgbImage result, RgbImage picture, ColorStatistics from, ColorStatistics to,
        ColorMatchMethod method) =>
        Apply(picture, Matrix(from.Covariance, to.Covariance, method), from.Mean, to.Mean, result);

    /// <summary>A with A·source·Aᵀ = target, as far as the source varies at all.</summary>
    /// <param name="source">Σ_s, 3×3, symmetric, positive semidefinite.</param>
    /// <param name="target">Σ_t, likewise.</param>
    /// <param name="method">One of the linear methods.</param>
    public static double[,] Matrix(double[,] source, double[,] target, ColorMatchMethod method)
    {
        if (method == ColorMatchMethod.Cholesky)
        {
            double[,] inverse = Matrix3.InvertLower(Matrix3.Cholesky(source, SmallestVariance));
            return Matrix3.Multiply(Matrix3.Cholesky(target, 0), inverse);
        }

        double[,] whitening = Matrix3.Apply(
            source, value => value > SmallestVariance ? 1 / Math.Sqrt(value) : 0);
        if (method == ColorMatchMethod.Pca)
            return Matrix3.Multiply(Matrix3.Apply(target, Root), whitening);
        double[,] root = Matrix3.Apply(source, Root);
        double[,] middle = Matrix3.Apply(Matrix3.Multiply(Matrix3.Multiply(root, target), root), Root);
        return Matrix3.Multiply(Matrix3.Multiply(whitening, middle), whitening);
    }

    private static double Root(double value) => Math.Sqrt(Math.Max(0, value));

    private static void Apply(
        RgbImage source, double[,] a, IReadOnlyList<double> from, IReadOnlyList<double> to, RgbImage result)
    {
        int count = source.Width * source.Height;
        for (int p = 0; p < count; p++)
        {
            double r = source.Data[p] - from[0];
            double g = source.Data[count + p] - from[1];
            double b = source.Data[2 * count + p] - from[2];
            for (int c = 0; c < RgbImage.Channels; c++)
                result.Data[c * count + p] = (float)(a[c, 0] * r + a[c, 1] * g + a[c, 2] * b + to[c]);
        }
    }
}
