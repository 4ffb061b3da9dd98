using IlgpuStyle.Kernels.Simd.Memory;
using IlgpuStyle.Kernels.Simd.Threading;

namespace IlgpuStyle.Kernels.Simd;

/// <summary>
/// A value that is a sum over the rows of a picture, and its gradient. One item per row of one channel, or of all; the
/// rows' values are added in order in float64, so that the sum has the same bits for every number of threads.
/// </summary>
internal abstract unsafe class VariationJob : Job
{
    private double* _values;

    /// <summary>Layout of <see cref="Image"/> and <see cref="GradImage"/>.</summary>
    protected TensorLayout Layout { get; private set; }

    /// <summary>x.</summary>
    protected float* Image { get; private set; }

    /// <summary>∂value/∂x is added to it.</summary>
    protected float* GradImage { get; private set; }

    /// <summary>Whether <see cref="AddRow"/> is asked once for all channels, as channel 0, rather than once for each.</summary>
    protected virtual bool TakesAllChannels => false;

    /// <inheritdoc/>
    public sealed override void Execute(int item, int worker)
    {
        int height = Layout.Shape.Height;
        _values[item] = AddRow(item / height, item % height);
    }

    /// <summary>Computes the value and adds the gradient.</summary>
    protected double Run(SimdContext context, SimdTensor image, SimdTensor gradImage)
    {
        Layout = image.Layout;
        Image = image.Pointer;
        GradImage = gradImage.Pointer;
        int rows = (TakesAllChannels ? 1 : Layout.Shape.Channels) * Layout.Shape.Height;
        _values = (double*)context.Shared.Reserve(SimdContext.Exchange, (long)rows * sizeof(double));
        context.Team.Run(this, rows);
        double sum = 0;
        for (int row = 0; row < rows; row++)
            sum += _values[row];
        return sum;
    }

    /// <summary>The value of row <paramref name="h"/> of a channel, whose gradient it adds.</summary>
    protected abstract double AddRow(int channel, int h);
}
