namespace IlgpuStyle.Weights;

/// <summary>
/// A small computed picture for checking weights: the channels have different means and patterns, so that a
/// wrong channel order, mean or scale changes every layer's mean activation.
/// </summary>
internal static class ProbePicture
{
    /// <summary>Height and width in pixels.</summary>
    public const int Size = 64;

    /// <summary>The pixels, RGB in [0, 1], (3, 64, 64), dense.</summary>
    public static float[] Make()
    {
        float[] pixels = new float[3 * Size * Size];
        for (int y = 0; y < Size; y++)
        {
            for (int x = 0; x < Size; x++)
            {
                int position = y * Size + x;
                pixels[position] = 0.35f + 0.6f * ((5 * x + 2 * y) % 64) / 63;
                pixels[Size * Size + position] = 0.1f + 0.8f * ((x * x + 3 * y) % 97) / 96;
                pixels[2 * Size * Size + position] =
                    0.05f + 0.35f * ((x / 8 + y / 8) % 2) + 0.1f * (y % 5) / 4;
            }
        }

        return pixels;
    }
}
