namespace IlgpuStyle.Tests.Support;

/// <summary>Distances between what a backend computed and what is right.</summary>
internal static class ErrorMeasure
{
    /// <summary>Σ(actual − expected)² / Σ expected²; 0 if both are zero or empty, NaN or infinity where actual is not finite.</summary>
    public static double NormalizedMeanSquare(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double error = 0, scale = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            error += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            scale += expected[i] * expected[i];
        }

        return error == 0 ? 0 : error / scale;
    }

    /// <summary>Fails unless the normalised mean squared error is within the tolerance; names the worst element.</summary>
    public static void AssertClose(string what, ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        double error = NormalizedMeanSquare(expected, actual);
        if (error <= tolerance)
            return;
        int worst = 0;
        for (int i = 1; i < expected.Length; i++)
        {
            double difference = Math.Abs(actual[i] - expected[i]);
            if (double.IsNaN(difference) || difference > Math.Abs(actual[worst] - expected[worst]))
                worst = i;
            if (double.IsNaN(difference))
                break;
        }

        Assert.Fail($"{what}: NMSE {error:g3}, allowed {tolerance:g3}; worst at element {worst} of {expected.Length}: "
            + $"{actual[worst]:g9}, expected {expected[worst]:g9}.");
    }

    /// <summary>Fails unless every element is the expected one, rounded to float32; −0 equals 0 and NaN equals NaN.</summary>
    public static void AssertExact(string what, ReadOnlySpan<double> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            float rounded = (float)expected[i];
            if (!(actual[i] == rounded || (float.IsNaN(actual[i]) && float.IsNaN(rounded))))
                Assert.Fail($"{what}: element {i} of {expected.Length} is {actual[i]:g9}, expected exactly {rounded:g9}.");
        }
    }

    /// <summary>Fails unless both arrays hold the same bits.</summary>
    public static void AssertSameBits(string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i]))
                Assert.Fail($"{what}: element {i} of {expected.Length} is {actual[i]:g9}, expected the same bits as {expected[i]:g9}.");
        }
    }

    /// <summary>Fails unless |actual − expected| ≤ tolerance · scale.</summary>
    public static void AssertNear(string what, double expected, double actual, double tolerance, double scale)
    {
        double error = Math.Abs(actual - expected);
        if (!(error <= tolerance * scale))
            Assert.Fail($"{what}: {actual:g17}, expected {expected:g17}; the error {error:g3} exceeds {tolerance:g3} of {scale:g3}.");
    }
}
