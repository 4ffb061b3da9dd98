using IlgpuStyle.Import.Formats;

namespace IlgpuStyle.Import;

/// <summary>
/// Brings kernels of any layout into (output, input, row, column), dense, for correlation.
/// </summary>
internal static class KernelConversion
{
    /// <summary>
    /// The shape (output, input, row, column) of kernels stored as <paramref name="shape"/>.
    /// </summary>
    public static long[] OihwShape(long[] shape, KernelLayout layout) =>
        layout == KernelLayout.Oihw ? shape : [shape[3], shape[2], shape[0], shape[1]];

    /// <summary>
    /// Reorders: result[o, i, h, w] = values at (o, i′, h′, w′) of the stored layout, where i′ counts from
    /// the end if <paramref name="reverseInputs"/> and h′, w′ count from the end if
    /// <paramref name="flip"/>.
    /// </summary>
    public static float[] ToOihw(
        float[] values, long[] shape, KernelLayout layout, bool flip, bool reverseInputs)
    {
        if (layout == KernelLayout.Oihw && !flip && !reverseInputs)
            return values;
        long[] sides = OihwShape(shape, layout);
        (int outputs, int inputs, int height, int width) =
            ((int)sides[0], (int)sides[1], (int)sides[2], (int)sides[3]);
        float[] result = new float[values.Length];
        int target = 0;
        for (int o = 0; o < outputs; o++)
        {
            for (int i = 0; i < inputs; i++)
            {
                int sourceInput = reverseInputs ? inputs - 1 - i : i;
                for (int h = 0; h < height; h++)
                {
                    int row = flip ? height - 1 - h : h;
                    for (int w = 0; w < width; w++)
                    {
                        int column = flip ? width - 1 - w : w;
                        result[target++] = layout == KernelLayout.Oihw
                            ? values[((o * inputs + sourceInput) * height + row) * width + column]
                            : values[((row * width + column) * inputs + sourceInput) * outputs + o];
                    }
                }
            }
        }

        return result;
    }
}
