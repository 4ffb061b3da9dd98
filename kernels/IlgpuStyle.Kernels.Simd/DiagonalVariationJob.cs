using System.Runtime.CompilerServices;
using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// value = weight · Σ (Δ↘² + Δ↙²) over the picture continued by one pixel on each side, and gradImage += its
/// gradient, gathered: gradImage[c,h,w] += 2·weight·Σ (x − neighbour) over the four diagonal neighbours of
/// the pixel (coordinates limited to the picture) and over those of its copies beyond the border, which are
/// its neighbours along that border. Scalar: a picture has three channels.
/// </summary>
internal sealed unsafe class DiagonalVariationJob : VariationJob
{
    private double _weight;

    /// <summary>Computes the value and adds the gradient.</summary>
    public double Run(SimdContext context, SimdTensor image, double weight, SimdTensor gradImage)
    {
        _weight = weight;
        return Run(context, image, gradImage);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override double AddRow(int channel, int h)
    {
        int height = Layout.Shape.Height, width = Layout.Shape.Width, stride = Layout.PositionStride;
        float* plane = Image + Layout.ChannelOffset(channel);
        float* row = plane + (long)h * width * stride;
        float* above = plane + (long)Math.Max(h - 1, 0) * width * stride;
        float* below = plane + (long)Math.Min(h + 1, height - 1) * width * stride;
        float* gradient = GradImage + Layout.ChannelOffset(channel) + (long)h * width * stride;
        int rowCopies = (h == 0 ? 1 : 0) + (h == height - 1 ? 1 : 0);
        double sum = 0;
        for (int w = 0; w < width; w++)
        {
            long here = (long)w * stride;
            long left = (long)Math.Max(w - 1, 0) * stride, right = (long)Math.Min(w + 1, width - 1) * stride;
            int columnCopies = (w == 0 ? 1 : 0) + (w == width - 1 ? 1 : 0);
            float x = row[here];
            double pull = 0;
            Meet(x - above[left], 1, ref pull, ref sum);
            Meet(x - above[right], 1, ref pull, ref sum);
            Meet(x - below[left], 1, ref pull, ref sum);
            Meet(x - below[right], 1, ref pull, ref sum);
            Meet(x - row[left], rowCopies, ref pull, ref sum);
            Meet(x - row[right], rowCopies, ref pull, ref sum);
            Meet(x - above[here], columnCopies, ref pull, ref sum);
            Meet(x - below[here], columnCopies, ref pull, ref sum);
            gradient[here] += (float)(2 * _weight * pull);
        }

        // Each pair was met from both of its ends.
        return 0.5 * _weight * sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Meet(float difference, int times, ref double pull, ref double squares)
    {
        pull += times * (double)difference;
        squares += times * ((double)difference * difference);
    }
}
