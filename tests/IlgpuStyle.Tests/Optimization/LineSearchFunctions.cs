using IlgpuStyle.Optimization;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>
/// The six test functions of Moré and Thuente, "Line search algorithms with guaranteed sufficient decrease"
/// (ACM TOMS 20, 1994), section 5, by number. φ1 is convex, φ2 nearly straight up to its minimum, φ3 wavy, φ4
/// to φ6 have sharp bends at one or both ends of [0, 1].
/// </summary>
internal static class LineSearchFunctions
{
    /// <summary>φ(t) and φ′(t) of function 1 … 6.</summary>
    public static LinePoint Evaluate(int number, double t) => number switch
    {
        1 => new LinePoint(t, -t / (t * t + 2), (t * t - 2) / Math.Pow(t * t + 2, 2)),
        2 => Steep(t),
        3 => Wavy(t),
        4 => Bent(t, 0.001, 0.001),
        5 => Bent(t, 0.01, 0.001),
        6 => Bent(t, 0.001, 0.01),
        _ => throw new ArgumentOutOfRangeException(nameof(number)),
    };

    /// <summary>μ and η (c₁ and c₂) that the paper uses with the function.</summary>
    public static LineSearchOptions Options(int number) => new()
    {
        SufficientDecrease = number is 2 or 3 ? 0.1 : 0.001,
        Curvature = number <= 3 ? 0.1 : 0.001,
        RelativeNoise = 0,
    };

    private static LinePoint Steep(double t)
    {
        double u = t + 0.004;
        return new LinePoint(
            t, Math.Pow(u, 5) - 2 * Math.Pow(u, 4), 5 * Math.Pow(u, 4) - 8 * Math.Pow(u, 3));
    }

    private static LinePoint Wavy(double t)
    {
        const double Beta = 0.01, Waves = 39;
        double value = t <= 1 - Beta ? 1 - t
            : t >= 1 + Beta ? t - 1
            : (t - 1) * (t - 1) / (2 * Beta) + Beta / 2;
        double slope = t <= 1 - Beta ? -1 : t >= 1 + Beta ? 1 : (t - 1) / Beta;
        double phase = Waves * Math.PI / 2 * t;
        return new LinePoint(
            t,
            value + 2 * (1 - Beta) / (Waves * Math.PI) * Math.Sin(phase),
            slope + (1 - Beta) * Math.Cos(phase));
    }

    private static LinePoint Bent(double t, double beta1, double beta2)
    {
        double weight1 = Math.Sqrt(1 + beta1 * beta1) - beta1, weight2 = Math.Sqrt(1 + beta2 * beta2) - beta2;
        double root1 = Math.Sqrt((1 - t) * (1 - t) + beta2 * beta2), root2 = Math.Sqrt(t * t + beta1 * beta1);
        return new LinePoint(
            t, weight1 * root1 + weight2 * root2, -weight1 * (1 - t) / root1 + weight2 * t / root2);
    }
}
