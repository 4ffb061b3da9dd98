using IlgpuStyle.Imaging;

namespace IlgpuStyle.Inspection;

/// <summary>
/// How much of a result's finest detail is a fabric of its own: the power of its lightness in periods of 2 to 4 pixels where the photo is
/// flat, against the painting's. Strokes of the painting's fineness give 1; the weave that small filters leave in skies and walls more.
/// </summary>
internal static class Ripple
{
    /// <summary>Side of the blocks whose spectra are taken, in pixels.</summary>
    public const int BlockSide = 32;

    private const int Stride = BlockSide / 2;

    // Cycles a pixel; the upper end leaves out nothing, diagonals reach 0.71.
    private const double LowestFrequency = 1.0 / 4;

    // Share of the photo's blocks, those with the smallest deviation, that count as flat.
    private const double FlatShare = 0.2;

    private static readonly double[] s_window =
        [.. Enumerable.Range(0, BlockSide).Select(i => 0.5 - 0.5 * Math.Cos(2 * Math.PI * i / (BlockSide - 1)))];

    private static readonly double[] s_cosine =
        [.. Enumerable.Range(0, BlockSide).Select(i => Math.Cos(2 * Math.PI * i / BlockSide))];

    /// <summary>The ratio of powers.</summary>
    /// <param name="result">At least one block wide and high.</param>
    /// <param name="photo">Any size; where it is flat is looked for at the result's.</param>
    /// <param name="painting">Any size; its detail is looked for at the result's long side, where the run sees it.</param>
    /// <exception cref="InputException">The result or the painting at its size is smaller than a block.</exception>
    public static double Measure(RgbImage result, RgbImage photo, RgbImage painting)
    {
        RgbImage seen = Resampler.Resize(painting, painting.Size.WithLongSide(result.Size.LongSide));
        RequireBlock(result.Size, "the picture");
        RequireBlock(seen.Size, "the painting at the picture's size");
        double[] flatness = Lightness(photo.Size == result.Size ? photo : Resampler.Resize(photo, result.Size));
        (int X, int Y)[] blocks = Blocks(result.Size);
        int flat = Math.Max(1, (int)(FlatShare * blocks.Length));
        IEnumerable<(int X, int Y)> flattest = blocks.OrderBy(b => Variance(flatness, result.Width, b)).Take(flat);
        return Power(Lightness(result), result.Width, [.. flattest])
            / Math.Max(1e-12, Power(Lightness(seen), seen.Width, Blocks(seen.Size)));
    }

    private static void RequireBlock(ImageSize size, string what)
    {
        if (Math.Min(size.Width, size.Height) < BlockSide)
            throw new InputException($"ripple: {what} is {size.Width}×{size.Height}, expected at least {BlockSide}×{BlockSide} pixels.");
    }

    private static (int X, int Y)[] Blocks(ImageSize size) =>
    [
        .. from y in Enumerable.Range(0, (size.Height - BlockSide) / Stride + 1)
           from x in Enumerable.Range(0, (size.Width - BlockSide) / Stride + 1)
           select (x * Stride, y * Stride),
    ];

    /// <summary>Y′ of Rec. 601, row by row.</summary>
    private static double[] Lightness(RgbImage picture)
    {
        int pixels = picture.Width * picture.Height;
        return
        [
            .. Enumerable.Range(0, pixels).Select(
                i => Luminance.Y((picture.Data[i], picture.Data[pixels + i], picture.Data[2 * pixels + i]))),
        ];
    }

    private static double Variance(double[] lightness, int width, (int X, int Y) block)
    {
        double sum = 0, squares = 0;
        for (int y = 0; y < BlockSide; y++)
        {
            foreach (double value in lightness.AsSpan((block.Y + y) * width + block.X, BlockSide))
            {
                sum += value;
                squares += value * value;
            }
        }

        const int Count = BlockSide * BlockSide;
        return squares / Count - sum / Count * (sum / Count);
    }

    /// <summary>
    /// Mean over blocks of Σ|F(u, v)|² over the band, F the transform of the block without its mean under a Hann window.
    /// </summary>
    private static double Power(double[] lightness, int width, (int X, int Y)[] blocks)
    {
        double[] powers = new double[blocks.Length];
        Parallel.For(0, blocks.Length, i => powers[i] = Power(lightness, width, blocks[i]));
        return powers.Average();
    }

    private static double Power(double[] lightness, int width, (int X, int Y) block)
    {
        double[,] real = new double[BlockSide, BlockSide], imaginary = new double[BlockSide, BlockSide];
        double mean = 0;
        for (int y = 0; y < BlockSide; y++)
        {
            for (int x = 0; x < BlockSide; x++)
                mean += lightness[(block.Y + y) * width + block.X + x] / (BlockSide * BlockSide);
        }

        // Rows first: R(y, u) = Σ_x w(x)·w(y)·(f(x, y) − mean)·e^(−2πi·u·x/n).
        for (int y = 0; y < BlockSide; y++)
        {
            for (int x = 0; x < BlockSide; x++)
            {
                double value = s_window[x] * s_window[y] * (lightness[(block.Y + y) * width + block.X + x] - mean);
                for (int u = 0; u < BlockSide; u++)
                {
                    real[y, u] += value * Cosine(u * x);
                    imaginary[y, u] -= value * Sine(u * x);
                }
            }
        }

        double power = 0;
        for (int v = 0; v < BlockSide; v++)
        {
            for (int u = 0; u < BlockSide; u++)
            {
                if (double.Hypot(Frequency(u), Frequency(v)) < LowestFrequency)
                    continue;
                (double a, double b) = (0, 0);
                for (int y = 0; y < BlockSide; y++)
                {
                    a += real[y, u] * Cosine(v * y) + imaginary[y, u] * Sine(v * y);
                    b += imaginary[y, u] * Cosine(v * y) - real[y, u] * Sine(v * y);
                }

                power += a * a + b * b;
            }
        }

        return power;
    }

    /// <summary>Cycles a pixel of a bin, −½ to ½.</summary>
    private static double Frequency(int bin) => (bin <= BlockSide / 2 ? bin : bin - BlockSide) / (double)BlockSide;

    private static double Cosine(int step) => s_cosine[step % BlockSide];

    private static double Sine(int step) => s_cosine[(step + 3 * BlockSide / 4) % BlockSide];
}
