namespace IlgpuStyle.Losses;

/// <summary>
/// Directions in feature space, the same at every run. As many as there are channels are orthogonal to each other, so that together they
/// see all of the space; those beyond them are another such set (Rowland, Hron, Tang, Choromanski, Sarlós &amp; Weller 2019, Orthogonal
/// Estimation of Wasserstein Distances).
/// </summary>
internal static class RandomDirections
{
    /// <summary>Unit vectors: random ones, each made orthogonal to those before it in its set.</summary>
    /// <param name="channels">Their dimension, C.</param>
    /// <param name="count">How many, K.</param>
    /// <param name="seed">Which.</param>
    /// <returns>(K, C), one direction after the other.</returns>
    public static float[] Of(int channels, int count, int seed)
    {
        Random random = new(seed);
        double[] directions = new double[count * channels];
        for (int k = 0; k < count; k++)
        {
            Span<double> direction = directions.AsSpan(k * channels, channels);
            // What is left of a vector that nearly lies in the others' plane would be rounding: another one then.
            do
            {
                for (int c = 0; c < channels; c++)
                    direction[c] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
                Normalize(direction);
                for (int j = k - k % channels; j < k; j++)
                    Subtract(directions.AsSpan(j * channels, channels), direction);
            }
            while (!Normalize(direction));
        }

        return [.. directions.Select(value => (float)value)];
    }

    private static void Subtract(ReadOnlySpan<double> unit, Span<double> direction)
    {
        double product = 0;
        for (int c = 0; c < unit.Length; c++)
            product += unit[c] * direction[c];
        for (int c = 0; c < unit.Length; c++)
            direction[c] -= product * unit[c];
    }

    private static bool Normalize(Span<double> direction)
    {
        const double Least = 1e-3;
        double square = 0;
        foreach (double value in direction)
            square += value * value;
        double norm = Math.Sqrt(square);
        for (int c = 0; c < direction.Length && norm > 0; c++)
            direction[c] /= norm;
        return norm > Least;
    }
}
