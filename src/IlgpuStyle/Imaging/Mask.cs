using IlgpuStyle.Tensors;

namespace IlgpuStyle.Imaging;

/// <summary>How much each pixel of a picture counts, 0 to 1; soft edges are allowed everywhere.</summary>
public sealed class Mask
{
    /// <summary>Wraps an array without copying it.</summary>
    /// <param name="width">W in pixels.</param>
    /// <param name="height">H in pixels.</param>
    /// <param name="data">(H, W), dense, W fastest, in [0, 1].</param>
    /// <exception cref="ArgumentException">An array of another length.</exception>
    public Mask(int width, int height, float[] data)
    {
        if (data.Length != (long)width * height)
            throw new ArgumentException($"Mask: {data.Length} values, expected {width}×{height}.");
        Width = width;
        Height = height;
        Data = data;
    }

    private Mask(int width, int height)
    {
        Width = width;
        Height = height;
        Data = [];
    }

    /// <summary>W in pixels.</summary>
    public int Width { get; }

    /// <summary>H in pixels.</summary>
    public int Height { get; }

    /// <summary>(H, W), dense.</summary>
    public float[] Data { get; }

    /// <summary>
    /// A mask of which only the size counts, for a run that is rehearsed: <see cref="Data"/> is empty, and of whatever is made from it too.
    /// </summary>
    internal static Mask Outline(int width, int height) => new(width, height);

    /// <summary>Whether it has a size and nothing else.</summary>
    internal bool IsOutline => Data.Length == 0;

    /// <summary>Share of the picture that it covers, the mean of its values.</summary>
    public double Share => Data.Average(value => (double)value);

    /// <summary>
    /// The brightness of a picture, the mean of its channels, times its opacity: white counts wholly, black and what cannot be seen not at
    /// all.
    /// </summary>
    public static Mask FromBrightness(RgbImage picture)
    {
        int pixels = picture.Width * picture.Height;
        float[] data = new float[pixels];
        for (int i = 0; i < pixels; i++)
        {
            float brightness = (picture.Data[i] + picture.Data[pixels + i] + picture.Data[2 * pixels + i]) / 3;
            data[i] = Math.Clamp(brightness * (picture.Alpha?[i] ?? 1), 0, 1);
        }

        return new Mask(picture.Width, picture.Height, data);
    }

    /// <summary>What this mask leaves out.</summary>
    public Mask Inverse() => Select(value => 1 - value);

    /// <summary>Another mask of the same size, value by value.</summary>
    public Mask Select(Func<float, float> function) =>
        IsOutline ? this : new(Width, Height, Array.ConvertAll(Data, value => function(value)));

    /// <summary>T·inside + (1 − T)·outside, pixel by pixel; both pictures have the mask's size.</summary>
    public RgbImage Blend(RgbImage inside, RgbImage outside)
    {
        RgbImage result = new(Width, Height, new float[inside.Data.Length], outside.Alpha);
        for (int i = 0; i < result.Data.Length; i++)
        {
            float share = Data[i % Data.Length];
            result.Data[i] = share * inside.Data[i] + (1 - share) * outside.Data[i];
        }

        return result;
    }

    /// <summary>The mask at another size: each new pixel is the mean over the area that it covers.</summary>
    public Mask Resize(ImageSize size) => Resize(size.Width, size.Height);

    /// <summary>The mask at another size; see <see cref="Resize(ImageSize)"/>.</summary>
    public Mask Resize(int width, int height) => width == Width && height == Height
        ? this
        : IsOutline ? Outline(width, height)
        : new Mask(
            width, height,
            Resampler.Resize(Data, new TensorShape(1, Height, Width), width, height, ResampleFilter.Area));

    /// <summary>The values as weights of a picture's pixels, of which at least one counts.</summary>
    /// <exception cref="ArgumentException">The picture has another size.</exception>
    /// <exception cref="InputException">The mask is 0 everywhere.</exception>
    internal float[] WeightsOf(RgbImage picture)
    {
        if (picture.Width != Width || picture.Height != Height)
            throw new ArgumentException(
                $"Mask: {Width}×{Height} for a picture of {picture.Size}; expected the same size.");
        return Data.Any(value => value > 0)
            ? Data
            : throw new InputException(
                "a mask is 0 everywhere and leaves no colours to match; expected some white.");
    }

    /// <summary>The values of a rectangle, (height, width), dense.</summary>
    public float[] Window(int top, int left, int height, int width)
    {
        if (IsOutline)
            return [];
        float[] window = new float[height * width];
        for (int y = 0; y < height; y++)
            Data.AsSpan((top + y) * Width + left, width).CopyTo(window.AsSpan(y * width));
        return window;
    }
}
