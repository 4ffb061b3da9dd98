using IlgpuStyle.Imaging;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Support;

/// <summary>Small coloured pictures with structure at several scales.</summary>
internal static class TestPictures
{
    /// <summary>Waves whose directions and lengths depend on the seed.</summary>
    public static RgbImage Waves(int width, int height, int seed)
    {
        Random random = new(seed);
        RgbImage picture = new(width, height);
        for (int c = 0; c < RgbImage.Channels; c++)
        {
            double a = random.NextDouble(), b = random.NextDouble(), phase = 6 * random.NextDouble();
            for (int p = 0; p < width * height; p++)
            {
                int x = p % width, y = p / width;
                picture.Data[c * width * height + p] =
                    (float)(0.5 + 0.25 * Math.Sin(a * x + b * y + phase) + 0.2 * Math.Cos(b * x / 3 - a * y));
            }
        }

        return picture;
    }

    /// <summary>Normal numbers around grey, a quarter of the range wide, clamped.</summary>
    public static RgbImage Noise(int height, int width, int seed) =>
        new(width, height, [.. RandomData.Normal(new TensorShape(3, height, width), seed).Select(v => Math.Clamp(0.5f + v / 4, 0, 1))]);

    /// <summary>The picture moved right and down; what leaves it comes in at the other side.</summary>
    public static RgbImage Shifted(RgbImage picture, int right, int down)
    {
        RgbImage result = new(picture.Width, picture.Height);
        for (int i = 0; i < picture.Data.Length; i++)
        {
            int x = i % picture.Width, row = i / picture.Width;
            int channel = row / picture.Height, y = row % picture.Height;
            result.Data[(channel * picture.Height + (y + down) % picture.Height) * picture.Width + (x + right) % picture.Width] =
                picture.Data[i];
        }

        return result;
    }
}
