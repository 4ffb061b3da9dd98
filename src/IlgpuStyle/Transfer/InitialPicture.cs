using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>The picture that the first stage starts from.</summary>
internal static class InitialPicture
{
    // Mid-grey with a quarter of the range as standard deviation: most values lie inside [0, 1].
    private const double NoiseMean = 0.5;
    private const double NoiseDeviation = 0.25;

    /// <summary>A picture of that size; noise depends on the seed and the size alone.</summary>
    public static RgbImage Create(StyleTransferOptions options, TransferPictures pictures, ImageSize size) =>
        options.Init switch
        {
            InitKind.Noise => Noise(size, options.Seed),
            InitKind.Picture => Resampler.Resize(pictures.Init ?? throw new InputException("init: no picture was given."), size),
            _ => Resampler.Resize(pictures.Content, size),
        };

    /// <summary>Gaussian noise by Box and Muller's transform, clamped to [0, 1].</summary>
    private static RgbImage Noise(ImageSize size, int seed)
    {
        // A seeded Random keeps its sequence across .NET versions.
        Random random = new(seed);
        RgbImage image = new(size.Width, size.Height);
        for (int i = 0; i < image.Data.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            double normal = radius * Math.Cos(2 * Math.PI * random.NextDouble());
            image.Data[i] = (float)Math.Clamp(NoiseMean + NoiseDeviation * normal, 0, 1);
        }

        return image;
    }
}
