namespace IlgpuStyle.Imaging;

/// <summary>Lightness without colour, and colour without lightness.</summary>
internal static class Luminance
{
    /// <summary>The grey picture of the same lightness, R = G = B.</summary>
    public static RgbImage Grey(RgbImage picture, LuminanceSpace space) =>
        Mapped(picture, (color, _) => space == LuminanceSpace.Lab
            ? CieLab.ToRgb((CieLab.FromRgb(color).L, 0, 0))
            : Splat(Y(color)));

    /// <summary>
    /// A grey picture whose lightness has the mean and deviation of another's: L ↦ (σ_t/σ_s)·(L − μ_s) + μ_t
    /// (Gatys et al. 2016, "Preserving Color", equation 10), on the grey values; a flat picture becomes the
    /// other's mean.
    /// </summary>
    /// <param name="grey">R = G = B.</param>
    /// <param name="target">Likewise.</param>
    /// <param name="mask">
    /// Which part of the first takes over the moments, at its size; null for all of it. The rest is mapped
    /// likewise.
    /// </param>
    /// <param name="targetMask">Which part of the target lends them, at its size; null for all of it.</param>
    public static RgbImage MatchMoments(
        RgbImage grey, RgbImage target, Mask? mask = null, Mask? targetMask = null)
    {
        ColorStatistics from = ColorStatistics.Of(grey, mask), to = ColorStatistics.Of(target, targetMask);
        double gain = from.Deviation(0) > 0 ? to.Deviation(0) / from.Deviation(0) : 0;
        return Mapped(grey, (color, _) => Splat(gain * (color.R - from.Mean[0]) + to.Mean[0]));
    }

    /// <summary>
    /// The lightness of one picture with the colours of another of the same size, not clamped: Y (or L*) of
    /// the first with I and Q (a* and b*) of the second. In YIQ this adds the difference of the Ys to each
    /// channel.
    /// </summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static RgbImage Combine(RgbImage lightness, RgbImage colors, LuminanceSpace space)
    {
        RgbImage result = Like(lightness);
        CombineInto(result, lightness, colors, space);
        return result;
    }

    /// <summary>The same into a picture of that size, which may be either of the two.</summary>
    internal static void CombineInto(
        RgbImage result, RgbImage lightness, RgbImage colors, LuminanceSpace space)
    {
        if (lightness.Size != colors.Size)
            throw new ArgumentException(
                $"Luminance.Combine: {lightness.Size} and {colors.Size}; expected the same size.");
        Map(result, lightness, colors, (light, color) =>
        {
            if (space == LuminanceSpace.Lab)
                return CieLab.ToRgb(CieLab.FromRgb(color) with { L = CieLab.FromRgb(light).L });
            if (space == LuminanceSpace.PillowYCbCr)
                return PillowYCbCr.Combine(light, color);
            double shift = Y(light) - Y(color);
            return (color.R + shift, color.G + shift, color.B + shift);
        });
    }

    /// <summary>Y′ of Rec. 601.</summary>
    internal static double Y((double R, double G, double B) color) =>
        0.299 * color.R + 0.587 * color.G + 0.114 * color.B;

    private static (double R, double G, double B) Splat(double value) => (value, value, value);

    private static RgbImage Like(RgbImage picture) =>
        new(picture.Width, picture.Height, new float[picture.Data.Length], picture.Alpha);

    private static RgbImage Mapped(
        RgbImage picture,
        Func<(double R, double G, double B), (double R, double G, double B), (double R, double G, double B)> map)
    {
        RgbImage result = Like(picture);
        Map(result, picture, picture, map);
        return result;
    }

    private static void Map(
        RgbImage result, RgbImage a, RgbImage b,
        Func<(double R, double G, double B), (double R, double G, double B), (double R, double G, double B)> map)
    {
        int count = a.Width * a.Height;
        Parallel.For(0, a.Height, row =>
        {
            for (int p = row * a.Width; p < (row + 1) * a.Width; p++)
            {
                (double red, double green, double blue) = map(
                    (a.Data[p], a.Data[count + p], a.Data[2 * count + p]), (b.Data[p], b.Data[count + p], b.Data[2 * count + p]));
                (result.Data[p], result.Data[count + p], result.Data[2 * count + p]) = ((float)red, (float)green, (float)blue);
            }
        });
    }
}
