using IlgpuStyle.Tensors;

namespace IlgpuStyle.Backends;

/// <summary>
/// The shape of a pooling layer without padding; windows may hang over the lower and right border in ceil
/// mode.
/// </summary>
/// <param name="Kind">Max or average.</param>
/// <param name="Window">Side of the square window.</param>
/// <param name="Stride">Step between windows.</param>
/// <param name="CeilMode">
/// Whether a last, partial window counts (Caffe, Torch's neural-style) or is dropped (PyTorch's default).
/// </param>
internal readonly record struct PoolingGeometry(
    PoolingKind Kind, int Window = 2, int Stride = 2, bool CeilMode = false)
{
    /// <summary>
    /// The output's shape: O = round((I − Window) / Stride) + 1 with floor, or with ceil where the last
    /// window still starts inside.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The input is smaller than one window (floor mode) or empty.
    /// </exception>
    public TensorShape OutputShape(TensorShape input)
    {
        int height = Extent(input.Height), width = Extent(input.Width);
        if (height < 1 || width < 1)
            throw new ArgumentException(
                $"pooling: the input {input} is smaller than its {Window}×{Window} window.");
        return new TensorShape(input.Channels, height, width);
    }

    private int Extent(int input)
    {
        if (input < 1)
            return 0;
        if (!CeilMode)
            return input < Window ? 0 : (input - Window) / Stride + 1;
        int extent = Math.Max(0, (input - Window + Stride - 1) / Stride) + 1;
        return (extent - 1) * Stride >= input ? extent - 1 : extent;
    }
}
