namespace IlgpuStyle.Weights.Importers;

/// <summary>Reorders arrays of Fortran and MATLAB, whose first axis is the fastest.</summary>
internal static class ColumnMajor
{
    /// <summary>The same array with the last axis fastest.</summary>
    public static float[] ToRowMajor(float[] values, ReadOnlySpan<long> shape)
    {
        float[] result = new float[values.Length];
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

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
