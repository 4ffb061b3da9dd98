namespace IlgpuStyle.Import.Formats;

/// <summary>Reorders arrays of Fortran and MATLAB, whose first axis is the fastest.</summary>
internal static class ColumnMajor
{
    /// <summary>The same array with the last axis fastest.</summary>
    public static float[] ToRowMajor(float[] values, ReadOnlySpan<long> shape)
    {
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return StridedElements.Gather(values, shape, strides, values.Length);
    }
}
