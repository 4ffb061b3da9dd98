namespace IlgpuStyle.Import.Formats;

/// <summary>Reads an array whose elements lie apart in memory.</summary>
internal static class StridedElements
{
    /// <summary>The elements with the last axis fastest.</summary>
    /// <param name="values">The memory, from the first element on.</param>
    /// <param name="shape">Sides.</param>
    /// <param name="strides">Elements between neighbours along each side.</param>
    /// <param name="count">Product of the sides.</param>
    public static float[] Gather(
        float[] values, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, long count)
    {
        float[] result = new float[count];
        long[] index = new long[shape.Length];
        long position = 0;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = values[position];
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                position += strides[axis];
                if (++index[axis] < shape[axis])
                    break;
                position -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return result;
    }
}
