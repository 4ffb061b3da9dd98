namespace IlgpuStyle.Tests.Optimization;

/// <summary>Functions with known minima; each returns f(x) and overwrites the gradient.</summary>
public static class TestFunctions
{
    /// <summary>f(x) and, overwritten, ∇f(x).</summary>
    public delegate double Function(ReadOnlySpan<double> x, Span<double> gradient);

    /// <summary>
    /// ½ Σ h_i (x_i − 1)², h_i = condition^(i/(n−1)): eigenvalues from 1 to the condition number, evenly
    /// spaced in the logarithm.
    /// </summary>
    public static Function Quadratic(double condition) => (x, gradient) =>
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double h = Math.Pow(condition, (double)i / (x.Length - 1)), difference = x[i] - 1;
            sum += 0.5 * h * difference * difference;
            gradient[i] = h * difference;
        }

        return sum;
    };

    /// <summary>
    /// ½ Σ h_i r_i² − ½ Σ r_i r_{i+1} with r_i = x_i − 2 sin(1 + i), h_i = 100^(i/(n−1)) + 1: coupled
    /// neighbours, and most of the free minimum outside [−1, 1].
    /// </summary>
    public static double CoupledQuadratic(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double[] r = new double[x.Length], h = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            r[i] = x[i] - 2 * Math.Sin(1 + i);
            h[i] = Math.Pow(100, (double)i / (x.Length - 1)) + 1;
        }

        return Coupled(r, h, gradient);
    }

    /// <summary>½ Σ h_i r_i² − ½ Σ r_i r_{i+1} + ¼ Σ r_i⁴ with r_i = x_i − (i + 1)/n, h_i = 2^i.</summary>
    public static double CoupledQuartic(ReadOnlySpan<double> x, Span<double> gradient)
    {
        double[] r = new double[x.Length], h = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            r[i] = x[i] - (i + 1.0) / x.Length;
            h[i] = Math.Pow(2, i);
        }

        double sum = Coupled(r, h, gradient);
        for (int i = 0; i < x.Length; i++)
        {
            sum += r[i] * r[i] * r[i] * r[i] / 4;
            gradient[i] += r[i] * r[i] * r[i];
        }

        return sum;
    }

    /// <summary>Σ 100 (x_{i+1} − x_i²)² + (1 − x_i)², minimum 0 at (1, …, 1); n ≥ 2.</summary>
    public static double Rosenbrock(ReadOnlySpan<double> x, Span<double> gradient)
    {
        gradient.Clear();
        double sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            double curve = x[i + 1] - x[i] * x[i], rest = 1 - x[i];
            sum += 100 * curve * curve + rest * rest;
            gradient[i] += -400 * x[i] * curve - 2 * rest;
            gradient[i + 1] += 200 * curve;
        }

        return sum;
    }

    /// <summary>The usual start of Rosenbrock's function, (−1.2, 1, −1.2, 1, …).</summary>
    public static double[] RosenbrockStart(int length) =>
        [.. Enumerable.Range(0, length).Select(i => i % 2 == 0 ? -1.2 : 1.0)];

    /// <summary>
    /// The function in float32 arithmetic's resolution: x, f(x) and ∇f(x) are rounded to float32.
    /// </summary>
    public static Function SinglePrecision(Function function) => (x, gradient) =>
    {
        double[] rounded = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            rounded[i] = (float)x[i];
        double value = function(rounded, gradient);
        foreach (ref double element in gradient)
            element = (float)element;
        return (float)value;
    };

    /// <summary>
    /// An error of about this 2-norm, relative to the gradient's, in the gradient; a function of x alone.
    /// </summary>
    public static Function NoisyGradient(Function function, double scale) => (x, gradient) =>
    {
        double value = function(x, gradient);
        double squares = 0;
        foreach (double element in gradient)
            squares += element * element;
        double amplitude = scale * Math.Sqrt(squares / x.Length);
        for (int i = 0; i < x.Length; i++)
            gradient[i] += amplitude * Math.Sin(1e5 * x[i] + i);
        return value;
    };

    /// <summary>½ Σ h_i r_i² − ½ Σ r_i r_{i+1} and its gradient with respect to r.</summary>
    private static double Coupled(double[] r, double[] h, Span<double> gradient)
    {
        double sum = 0;
        for (int i = 0; i < r.Length; i++)
        {
            double before = i > 0 ? r[i - 1] : 0, after = i + 1 < r.Length ? r[i + 1] : 0;
            gradient[i] = h[i] * r[i] - 0.5 * (before + after);
            sum += 0.5 * r[i] * gradient[i];
        }

        return sum;
    }
}
