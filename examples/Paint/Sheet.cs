using System.Numerics;
using IlgpuStyle.Imaging;

namespace Paint;

/// <summary>
/// A paper whose points are coloured one by one, four samples a pixel: for techniques that have no strokes to lay over each other.
/// Points are (x, y) with y from 0 at the top to 1 at the bottom and x in the same unit.
/// </summary>
internal static class Sheet
{
    private const int Oversampling = 2;

    /// <summary>The picture.</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="colour">Of a point.</param>
    public static RgbImage Fill(int width, int height, Func<Vector2, Vector3> colour)
    {
        int w = width * Oversampling, h = height * Oversampling;
        RgbImage large = new(w, h);
        Parallel.For(0, h, y =>
        {
            for (int x = 0; x < w; x++)
            {
                Vector3 c = colour(new Vector2(x + 0.5f, y + 0.5f) / h);
                for (int channel = 0; channel < 3; channel++)
                    large.Data[(channel * w * h) + (y * w) + x] = c[channel];
            }
        });
        large.Clamp();
        return Resampler.Resize(large, width, height, ResampleFilter.Area);
    }
}
