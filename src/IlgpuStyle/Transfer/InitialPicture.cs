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
            InitKind.Matched => Matched(Resampler.Resize(pictures.Content, size), pictures.Styles),
            InitKind.Noise => GreyNoise(size, options.Seed),
            InitKind.Blend => Blend(
                Resampler.Resize(pictures.Content, size), GreyNoise(size, options.Seed), options.InitNoise),
            InitKind.Style => Cover(pictures.Styles[0].Picture, size),
            InitKind.Statistics => Statistics(pictures.Styles[0].Picture, size, options.Seed),
            InitKind.Grey => Filled(size, () => NoiseMean),
            InitKind.Uniform => Filled(size, new Random(options.Seed).NextDouble),
            InitKind.Picture => Resampler.Resize(
                pictures.Init ?? throw new InputException("init: no picture was given."), size, isTorus: options.IsTorus),
            _ => StageTargets.AtSize(pictures.Content, size, options.ContentFit),
        };

    /// <summary>
    /// Σ_r share_r·(the content with region r's colours changed into its paintings') + (1 − Σ_r
    /// share_r)·content, which may be overwritten.
    /// </summary>
    private static RgbImage Matched(RgbImage content, IReadOnlyList<StylePicture> styles)
    {
        IReadOnlyList<PaintedRegion> regions = PaintedRegion.Of(styles);
        if (regions is [{ Region: null } everywhere])
        {
            // No second picture, which may be a large one.
            ColorTransfer.MatchInto(
                content, content, ColorStatistics.Of(content), ColorsOf(everywhere),
                ColorMatchMethod.Symmetric);
            content.Clamp();
            return content;
        }

        IReadOnlyList<Mask> shares = PaintedRegion.Shares(regions, content.Size);
        int pixels = content.Width * content.Height;
        RgbImage result = new(content.Width, content.Height);
        for (int i = 0; i < result.Data.Length; i++)
            result.Data[i] = (1 - shares.Sum(share => share.Data[i % pixels])) * content.Data[i];
        for (int r = 0; r < regions.Count; r++)
        {
            ColorStatistics own = ColorStatistics.Of(content, regions[r].MaskAt(content.Size));
            RgbImage matched = ColorTransfer.Match(
                content, own, ColorsOf(regions[r]), ColorMatchMethod.Symmetric);
            matched.Clamp();
            for (int i = 0; i < result.Data.Length; i++)
                result.Data[i] += shares[r].Data[i % pixels] * matched.Data[i];
        }

        result.Clamp();
        return result;
    }

    private static ColorStatistics ColorsOf(PaintedRegion region) => ColorStatistics.Mix(
        [.. region.Styles.Select(s => (ColorStatistics.Of(s.Picture, s.Part?.Resize(s.Picture.Size)), region.ShareOf(s)))]);

    private static RgbImage GreyNoise(ImageSize size, int seed) =>
        Noise(size, seed, _ => (NoiseMean, NoiseDeviation));

    private static RgbImage Filled(ImageSize size, Func<double> value)
    {
        RgbImage image = new(size.Width, size.Height);
        foreach (ref float pixel in image.Data.AsSpan())
            pixel = (float)value();
        return image;
    }

    private static RgbImage Statistics(RgbImage style, ImageSize size, int seed)
    {
        ColorStatistics statistics = ColorStatistics.Of(style);
        return Noise(size, seed, channel => (statistics.Mean[channel], statistics.Deviation(channel)));
    }

    /// <summary>Gaussian noise by Box and Muller's transform, clamped to [0, 1].</summary>
    private static RgbImage Noise(
        ImageSize size, int seed, Func<int, (double Mean, double Deviation)> distribution)
    {
        // A seeded Random keeps its sequence across .NET versions.
        Random random = new(seed);
        RgbImage image = new(size.Width, size.Height);
        for (int channel = 0; channel < RgbImage.Channels; channel++)
        {
            (double mean, double deviation) = distribution(channel);
            foreach (ref float value in image.Data.AsSpan(channel * (int)size.Pixels, (int)size.Pixels))
            {
                double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
                double normal = radius * Math.Cos(2 * Math.PI * random.NextDouble());
                value = (float)Math.Clamp(mean + deviation * normal, 0, 1);
            }
        }

        return image;
    }

    /// <summary>(1 − share)·content + share·noise.</summary>
    private static RgbImage Blend(RgbImage content, RgbImage noise, double share)
    {
        for (int i = 0; i < noise.Data.Length; i++)
            noise.Data[i] = (float)((1 - share) * content.Data[i] + share * noise.Data[i]);
        return noise;
    }

    /// <summary>
    /// The middle of the picture at the smallest size that covers the wanted one: strokes keep their
    /// proportions.
    /// </summary>
    private static RgbImage Cover(RgbImage picture, ImageSize size)
    {
        double scale = Math.Max((double)size.Width / picture.Width, (double)size.Height / picture.Height);
        int width = Math.Max(size.Width, (int)Math.Round(picture.Width * scale));
        int height = Math.Max(size.Height, (int)Math.Round(picture.Height * scale));
        RgbImage resized = Resampler.Resize(picture, width, height), cut = new(size.Width, size.Height);
        int left = (width - size.Width) / 2, top = (height - size.Height) / 2;
        for (int row = 0; row < RgbImage.Channels * size.Height; row++)
        {
            int channel = row / size.Height, y = top + row % size.Height;
            resized.Data.AsSpan((channel * height + y) * width + left, size.Width).CopyTo(cut.Data.AsSpan(row * size.Width));
        }

        return cut;
    }
}
