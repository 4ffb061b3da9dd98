namespace IlgpuStyle.Verification;

/// <summary>One value of a backend beside the one that must come out.</summary>
/// <param name="Subject">
/// What was compared: "gatys style loss", "relative gradient", "conv3_1 activation".
/// </param>
/// <param name="Expected">What must come out; for tensors its 2-norm.</param>
/// <param name="Found">What came out; for tensors its 2-norm.</param>
/// <param name="RelativeError">
/// |found − expected| / |expected|, in the 2-norm; absolute where the expected value is 0.
/// </param>
/// <param name="Tolerance">The largest error that passes.</param>
internal readonly record struct Comparison(
    string Subject, double Expected, double Found, double RelativeError, double Tolerance)
{
    /// <summary>Whether the error is within the tolerance; NaN is not.</summary>
    public bool Passed => RelativeError <= Tolerance;

    /// <summary>Compares two numbers.</summary>
    public static Comparison OfScalar(string subject, double expected, double found, double tolerance) =>
        new(
            subject, expected, found,
            expected == 0 ? Math.Abs(found) : Math.Abs(found - expected) / Math.Abs(expected), tolerance);

    /// <summary>Compares two tensors by the relative 2-norm of their difference.</summary>
    public static Comparison OfTensor(
        string subject, ReadOnlySpan<double> expected, ReadOnlySpan<float> found, double tolerance)
    {
        double difference = 0, expectedSquares = 0, foundSquares = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += (found[i] - expected[i]) * (found[i] - expected[i]);
            expectedSquares += expected[i] * expected[i];
            foundSquares += (double)found[i] * found[i];
        }

        double error = Math.Sqrt(difference) / (expectedSquares == 0 ? 1 : Math.Sqrt(expectedSquares));
        return new Comparison(
            subject, Math.Sqrt(expectedSquares), Math.Sqrt(foundSquares), error, tolerance);
    }
}
