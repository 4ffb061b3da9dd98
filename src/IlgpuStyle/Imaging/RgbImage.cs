using IlgpuStyle.Tensors;

namespace IlgpuStyle.Imaging;

/// <summary>
/// A picture: sRGB values as they stand in the file (no linearisation, like every known style-transfer
/// tool), planar (3, H, W), dense, W fastest, nominally in [0, 1]. Values may leave that range while
/// somebody computes on them; <see cref="Clamp()"/> ends it.
/// </summary>
public sealed class RgbImage
{
    /// <summary>The number of colour planes: red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>Wraps arrays without copying them.</summary>
    /// <param name="width">W in pixels, at least 1.</param>
    /// <param name="height">H in pixels, at least 1.</param>
    /// <param name="data">3·H·W values: the red plane, the green one, the blue one.</param>
    /// <param name="alpha">H·W opacities in [0, 1], or null for an opaque picture. Colours are not
    /// premultiplied.</param>
    /// <exception cref="ArgumentException">An extent below 1 or an array of another length.</exception>
    public RgbImage(int width, int height, float[] data, float[]? alpha = null)
    {
        if (width < 1 || height < 1)
            throw new ArgumentException($"RgbImage: {width}×{height} pixels, expected at least 1×1.");
        long pixels = (long)width * height;
        if (data.Length != Channels * pixels)
            throw new ArgumentException($"RgbImage: {data.Length} values, expected {Channels * pixels}.");
        if (alpha is not null && alpha.Length != pixels)
            throw new ArgumentException($"RgbImage: {alpha.Length} opacities, expected {pixels}.");
        Width = width;
        Height = height;
        Data = data;
        Alpha = alpha;
    }

    private RgbImage(ImageSize size)
    {
        Width = size.Width;
        Height = size.Height;
        Data = [];
    }

    /// <summary>Makes a black, opaque picture.</summary>
    /// <param name="width">W in pixels, at least 1.</param>
    /// <param name="height">H in pixels, at least 1.</param>
    public RgbImage(int width, int height)
        : this(width, height, new float[checked(Channels * width * height)])
    {
    }

    /// <summary>W in pixels.</summary>
    public int Width { get; }

    /// <summary>H in pixels.</summary>
    public int Height { get; }

    /// <summary>W and H.</summary>
    public ImageSize Size => new(Width, Height);

    /// <summary>(3, H, W): the shape of the tensor that <see cref="Data"/> uploads to.</summary>
    internal TensorShape Shape => new(Channels, Height, Width);

    /// <summary>The colours, (3, H, W), dense: element c·H·W + y·W + x.</summary>
    public float[] Data { get; }

    /// <summary>The opacities, (H, W), in [0, 1], or null where every pixel is opaque.</summary>
    public float[]? Alpha { get; }

    /// <summary>
    /// A picture of which only the size counts, for a run that is rehearsed: it has no values,
    /// <see cref="Data"/> is empty.
    /// </summary>
    internal static RgbImage Outline(ImageSize size) => new(size);

    /// <summary>Throws if a picture of that size has more values than an array holds.</summary>
    /// <exception cref="InputException">It has.</exception>
    internal static void CheckLength(ImageSize size)
    {
        if (Channels * size.Pixels > Array.MaxLength)
            throw new InputException($"a picture of {size} pixels has more values than can be held; expected at most "
                + $"{Array.MaxLength / Channels / 1_000_000} megapixels: take a smaller size.");
    }

    /// <summary>Whether it has a size and nothing else.</summary>
    internal bool IsOutline => Data.Length == 0;

    /// <summary>
    /// Limits every value to [0, 1], in place. NaN stays NaN, so that it cannot pass for a colour.
    /// </summary>
    public void Clamp()
    {
        Clamp(Data);
        if (Alpha is not null)
            Clamp(Alpha);
    }

    /// <summary>
    /// The picture in front of a plain background; opaque pictures are returned as they are.
    /// </summary>
    /// <param name="background">The background's value in each channel: 1 is white.</param>
    public RgbImage CompositeOn(float background)
    {
        if (Alpha is null)
            return this;
        float[] data = new float[Data.Length];
        for (int channel = 0; channel < Channels; channel++)
        {
            int plane = channel * Alpha.Length;
            for (int i = 0; i < Alpha.Length; i++)
                data[plane + i] = background + (Alpha[i] * (Data[plane + i] - background));
        }

        return new RgbImage(Width, Height, data);
    }

    private static void Clamp(float[] values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.Clamp(values[i], 0f, 1f);
    }
}
