using IlgpuStyle.Imaging;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Optimization;

/// <summary>What <see cref="AdamOptimizer"/> knows of the gradients so far, on the host.</summary>
/// <param name="Shape">(C, H, W) of each moment.</param>
/// <param name="First">m, dense.</param>
/// <param name="Second">v, dense, not negative.</param>
/// <param name="StepCount">t, the steps that made them.</param>
internal sealed record AdamMoments(TensorShape Shape, float[] First, float[] Second, int StepCount)
{
    /// <summary>
    /// The moments of the same picture at another size, as crowsonkb/style-transfer-pytorch carries them from
    /// size to size: m by cubic, v by linear interpolation (whose weights keep it from being negative), t and
    /// both magnitudes as they are.
    /// </summary>
    /// <param name="size">The other size.</param>
    /// <param name="isTorus">Whether the picture goes on at its other side.</param>
    /// <param name="cubic">The cubic kernel.</param>
    public AdamMoments At(ImageSize size, bool isTorus, ResampleFilter cubic = ResampleFilter.Bicubic) => new(
        Shape with { Height = size.Height, Width = size.Width },
        Resampler.Resize(First, Shape, size.Width, size.Height, cubic, isTorus),
        Resampler.Resize(Second, Shape, size.Width, size.Height, ResampleFilter.Bilinear, isTorus), StepCount);
}
