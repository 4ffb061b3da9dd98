using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Support;

/// <summary>Test inputs from a fixed seed. The float32 values are exact in float64, so both sides of a comparison see the same
/// numbers.</summary>
internal static class RandomData
{
    /// <summary>Independent standard normal numbers (Box–Muller).</summary>
    public static float[] Normal(long length, int seed)
    {
        Random random = new(seed);
        float[] values = new float[length];
        for (int i = 0; i < values.Length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }

    /// <summary>Normal numbers for a tensor.</summary>
    public static float[] Normal(TensorShape shape, int seed) => Normal(shape.Length, seed);

    /// <summary>Rounded to TF32, so that the tensor cores take the values as they are.</summary>
    public static float[] InTensorFloat(float[] values) => [.. values.Select(x => BitConverter.UInt32BitsToSingle(TensorCore.Round(x)))];

    /// <summary>Normal numbers, none within 0.1 of zero: away from ReLU's kink.</summary>
    public static float[] AwayFromZero(TensorShape shape, int seed) =>
        [.. Normal(shape, seed).Select(value => value + (value < 0 ? -0.1f : 0.1f))];

    /// <summary>
    /// All different, at least 2⁻⁶ apart, in random order, with mean near 0: no ties for max pooling and no zero differences for
    /// total variation. Multiples of 2⁻⁶, so differences are exact in float32.
    /// </summary>
    public static float[] Distinct(TensorShape shape, int seed)
    {
        float[] values = [.. Enumerable.Range(0, checked((int)shape.Length)).Select(i => (i - shape.Length / 2) / 64f)];
        new Random(seed).Shuffle(values);
        return values;
    }

    /// <summary>Weights scaled so that a convolution's output is about as large as its input (variance 1 / (IC·KH·KW)).</summary>
    public static float[] Weights(int length, int taps, int seed)
    {
        float scale = 1 / MathF.Sqrt(taps);
        return [.. Normal(length, seed).Select(value => value * scale)];
    }

    /// <summary>A random symmetric matrix, exactly symmetric.</summary>
    public static float[] Symmetric(int size, int seed)
    {
        float[] matrix = Normal((long)size * size, seed);
        for (int i = 0; i < size; i++)
        for (int j = 0; j < i; j++)
            matrix[i * size + j] = matrix[j * size + i];
        return matrix;
    }

    /// <summary>The same numbers in float64.</summary>
    public static double[] ToDouble(float[] values) => Array.ConvertAll(values, value => (double)value);
}
