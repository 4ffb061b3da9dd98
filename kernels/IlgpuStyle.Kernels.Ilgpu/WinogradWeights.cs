using IlgpuStyle.Backends;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>
/// A layer's weights at Winograd's 36 points, once for both directions: U[point][ic][oc] = (G·g·Gᵀ)[point] of
/// g = weights[oc,ic,·,·], rows and columns filled up with zeros to whole tiles. Transformed in float64 and rounded once.
/// </summary>
internal static class WinogradWeights
{
    /// <summary>Products of a tile: 6 points in each direction.</summary>
    public const int Points = WinogradLine.Points * WinogradLine.Points;

    /// <summary>Channels rounded up to whole tiles of the product.</summary>
    public static int Filled(int channels) =>
        (channels + ConvolutionPacking.TileChannels - 1) / ConvolutionPacking.TileChannels * ConvolutionPacking.TileChannels;

    /// <summary>Floats of the transformed weights.</summary>
    public static long Length(ConvolutionGeometry g) => (long)Points * Filled(g.InputChannels) * Filled(g.OutputChannels);

    /// <summary>Transforms a layer's weights (OC, IC, 3, 3).</summary>
    public static float[] Transform(ConvolutionGeometry g, ReadOnlySpan<float> weights)
    {
        float[] result = new float[Length(g)], source = weights.ToArray();
        int pitch = Filled(g.OutputChannels), plane = pitch * Filled(g.InputChannels);
        Parallel.For(0, g.InputChannels, ic =>
        {
            Span<double> half = stackalloc double[3 * WinogradLine.Points];
            Span<double> line = stackalloc double[WinogradLine.Points];
            for (int oc = 0; oc < g.OutputChannels; oc++)
            {
                ReadOnlySpan<float> taps = source.AsSpan((oc * g.InputChannels + ic) * 9, 9);
                for (int row = 0; row < 3; row++)
                    Evaluate(taps[3 * row], taps[3 * row + 1], taps[3 * row + 2], half[(row * WinogradLine.Points)..]);
                for (int column = 0; column < WinogradLine.Points; column++)
                {
                    Evaluate(half[column], half[WinogradLine.Points + column], half[2 * WinogradLine.Points + column], line);
                    for (int row = 0; row < WinogradLine.Points; row++)
                        result[(row * WinogradLine.Points + column) * plane + ic * pitch + oc] = (float)line[row];
                }
            }
        });
        return result;
    }

    // G·g: at a finite point p ≠ 0 the value g₀ + g₁·p + g₂·p², divided by |p|; at 0 and ∞ the outer coefficients.
    private static void Evaluate(double g0, double g1, double g2, Span<double> points)
    {
        double a = Math.Sqrt(0.5), b = Math.Sqrt(2);
        points[0] = g0;
        points[1] = g0 * b + g2 * a + g1;
        points[2] = g0 * b + g2 * a - g1;
        points[3] = g0 * a + g2 * b + g1;
        points[4] = g0 * a + g2 * b - g1;
        points[5] = g2;
    }
}
