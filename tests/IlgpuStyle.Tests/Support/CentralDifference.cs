namespace IlgpuStyle.Tests.Support;

/// <summary>Checks a gradient against (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h in every coordinate, in float64.</summary>
internal static class CentralDifference
{
    /// <summary>Fails if any coordinate misses by more than the tolerance times the gradient's 2-norm.</summary>
    /// <param name="function">f; must not keep its argument.</param>
    /// <param name="point">x, away from kinks by more than the step.</param>
    /// <param name="gradient">What the operator claims.</param>
    public static void AssertGradient(Func<double[], double> function, double[] point, double[] gradient)
    {
        Assert.Equal(point.Length, gradient.Length);
        double norm = Math.Sqrt(gradient.Sum(g => g * g));
        Assert.True(norm > 0, "a zero gradient proves nothing");
        double[] x = [.. point];
        for (int i = 0; i < x.Length; i++)
        {
            double slope = Slope(function, x, i);
            ErrorMeasure.AssertNear($"gradient[{i}]", slope, gradient[i], Tolerances.CentralDifference, norm);
        }
    }

    private static double Slope(Func<double[], double> function, double[] x, int i)
    {
        const double Step = Tolerances.CentralDifferenceStep;
        double center = x[i];
        x[i] = center + Step;
        double above = function(x);
        x[i] = center - Step;
        double below = function(x);
        x[i] = center;
        return (above - below) / (2 * Step);
    }
}
