namespace IlgpuStyle.Imaging;

/// <summary>
/// The weights of one axis: output position i is Σ_k Values[i·Taps + k] · input[First[i] + k], k &lt;
/// Count[i], with Σ_k = 1. Kernels are cut off at the border and renormalised, as Pillow and PyTorch's
/// antialiased interpolation do; on an axis that is a ring they go on at its other end, and First counts
/// from the beginning of the margin that the input must have on both sides.
/// </summary>
internal sealed class ResampleWeights
{
    private ResampleWeights(int outputs, int taps, int margin = 0)
    {
        Taps = taps;
        Margin = margin;
        First = new int[outputs];
        Count = new int[outputs];
        Values = new float[checked(outputs * taps)];
    }

    /// <summary>
    /// Row stride of <see cref="Values"/>: the largest number of inputs that an output reads.
    /// </summary>
    public int Taps { get; }

    /// <summary>
    /// Inputs from the other end of a ring that are read beyond each border; 0 on an axis that is none.
    /// </summary>
    public int Margin { get; }

    /// <summary>
    /// Whether an output is a + part·(b − a) of two inputs, part the second value: what is flat then stays flat to the last bit.
    /// </summary>
    public bool IsLinear { get; private init; }

    /// <summary>The first input that an output reads.</summary>
    public int[] First { get; }

    /// <summary>How many inputs an output reads.</summary>
    public int[] Count { get; }

    /// <summary>(outputs, Taps).</summary>
    public float[] Values { get; }

    /// <summary>Computes the weights of an axis; pixel centres lie at i + 1/2 on both sides.</summary>
    /// <param name="input">Input length.</param>
    /// <param name="output">Output length.</param>
    /// <param name="filter">Kernel; <see cref="ResampleFilter.Auto"/> is decided by the two lengths.</param>
    /// <param name="isRing">Whether the last input stands before the first.</param>
    /// <exception cref="ArgumentException">A ring, and a kernel that is not antialiased.</exception>
    public static ResampleWeights Create(int input, int output, ResampleFilter filter, bool isRing = false)
    {
        if (filter == ResampleFilter.Auto)
            filter = output < input ? ResampleFilter.Lanczos3 : ResampleFilter.Bicubic;
        if (filter == ResampleFilter.Torch7)
            filter = output < input ? ResampleFilter.Area : ResampleFilter.Torch7;
        if (isRing && filter is (ResampleFilter.BilinearAliased or ResampleFilter.Torch7 or ResampleFilter.TorchBicubic))
            throw new ArgumentException($"Resample: {filter} on a ring; expected an antialiased kernel.");
        if (filter is ResampleFilter.BilinearAliased or ResampleFilter.Torch7)
            return Linear(input, output, cornersAligned: filter == ResampleFilter.Torch7);
        if (filter == ResampleFilter.TorchBicubic)
            return Cubic(input, output);
        double scale = (double)input / output;
        double kernelScale = Math.Max(scale, 1.0);
        double support = filter == ResampleFilter.Area ? scale / 2 : Radius(filter) * kernelScale;
        int margin = isRing ? (int)Math.Ceiling(support) + 1 : 0, length = input + 2 * margin;
        var weights = new ResampleWeights(output, (int)Math.Ceiling(2 * support) + 2, margin);
        double[] values = new double[weights.Taps];
        for (int i = 0; i < output; i++)
        {
            double center = margin + (i + 0.5) * scale;
            int first = filter == ResampleFilter.Area
                ? (int)(center - support)
                : (int)(center - support + 0.5);
            int end = filter == ResampleFilter.Area
                ? (int)Math.Ceiling(center + support)
                : (int)(center + support + 0.5);
            first = Math.Clamp(first, 0, length - 1);
            end = Math.Clamp(end, first + 1, Math.Min(length, first + weights.Taps));
            for (int k = 0; k < end - first; k++)
            {
                values[k] = filter == ResampleFilter.Area
                    ? Overlap(first + k, center - support, center + support)
                    : Kernel(filter, (first + k + 0.5 - center) / kernelScale);
            }

            weights.Set(i, first, values.AsSpan(0, end - first));
        }

        return weights;
    }

    /// <summary>Between the two pixels whose centres stand left and right of the output's.</summary>
    private static ResampleWeights Linear(int input, int output, bool cornersAligned)
    {
        var weights = new ResampleWeights(output, 2) { IsLinear = true };
        for (int i = 0; i < output; i++)
        {
            double at = cornersAligned
                ? output > 1 ? (double)i * (input - 1) / (output - 1) : 0
                : Math.Clamp((i + 0.5) * input / output - 0.5, 0, input - 1);
            int first = Math.Min((int)at, Math.Max(0, input - 2));
            double part = at - first;
            weights.Set(i, first, input > 1 ? [1 - part, part] : [1.0]);
        }

        return weights;
    }

    /// <summary>
    /// Keys' kernel with a = −3/4 at the four nearest pixels; the border's stand for those beyond it.
    /// </summary>
    private static ResampleWeights Cubic(int input, int output)
    {
        const int Taps = 4;
        var weights = new ResampleWeights(output, Taps);
        double[] values = new double[Taps];
        for (int i = 0; i < output; i++)
        {
            double at = (i + 0.5) * input / output - 0.5;
            int before = (int)Math.Floor(at) - 1;
            int first = Math.Clamp(before, 0, Math.Max(0, input - Taps)), count = Math.Min(Taps, input);
            Array.Clear(values);
            for (int k = 0; k < Taps; k++)
                values[Math.Clamp(before + k, 0, input - 1) - first] += TorchKernel(at - (before + k));
            weights.Set(i, first, values.AsSpan(0, count));
        }

        return weights;
    }

    private static double TorchKernel(double x)
    {
        const double A = -0.75;
        x = Math.Abs(x);
        return x <= 1 ? ((A + 2) * x - (A + 3)) * x * x + 1 : ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
    }

    private void Set(int output, int first, ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        First[output] = first;
        Count[output] = values.Length;
        for (int k = 0; k < values.Length; k++)
            Values[(output * Taps) + k] = (float)(values[k] / sum);
    }

    private static double Overlap(int pixel, double from, double to) =>
        Math.Max(0, Math.Min(pixel + 1.0, to) - Math.Max(pixel, from));

    /// <summary>Beyond this distance the kernel is 0.</summary>
    internal static double Radius(ResampleFilter filter) => filter switch
    {
        ResampleFilter.Bilinear or ResampleFilter.PillowBilinear => 1,
        ResampleFilter.Bicubic or ResampleFilter.PillowBicubic => 2,
        ResampleFilter.Lanczos3 => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "Not a resampling filter."),
    };

    /// <summary>The kernel's value at distance x.</summary>
    internal static double Kernel(ResampleFilter filter, double x)
    {
        x = Math.Abs(x);
        return filter switch
        {
            ResampleFilter.Bilinear or ResampleFilter.PillowBilinear => Math.Max(0, 1 - x),
            ResampleFilter.Bicubic or ResampleFilter.PillowBicubic when x < 1 => (((1.5 * x) - 2.5) * x * x) + 1,
            ResampleFilter.Bicubic or ResampleFilter.PillowBicubic when x < 2 => (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2,
            ResampleFilter.Lanczos3 when x < 3 => Sinc(x) * Sinc(x / 3),
            _ => 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
