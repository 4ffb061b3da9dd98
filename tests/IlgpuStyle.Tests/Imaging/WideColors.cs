namespace IlgpuStyle.Tests.Imaging;

/// <summary>Conversions to sRGB by the standards' own numbers, without profiles.</summary>
internal static class WideColors
{
    // Display P3 and sRGB share white and curve; linear P3 to linear sRGB (CSS Color 4, section 18).
    private static readonly double[,] s_p3 =
    {
        { 1.2249401762805598, -0.22494017628055996, 0 },
        { -0.042056954709688163, 1.0420569547096881, 0 },
        { -0.019637554590334432, -0.078636045550631889, 1.0982736001409663 },
    };

    // The inverse.
    private static readonly double[,] s_toP3 =
    {
        { 0.8224619687143623, 0.1775380312856378, 0 },
        { 0.03319419885096163, 0.9668058011490385, 0 },
        { 0.01708263072112003, 0.07239744066396347, 0.9105199286149165 },
    };

    // Linear Adobe RGB (1998) to linear sRGB: the same white and red and blue primaries on the line.
    private static readonly double[,] s_adobe =
    {
        { 1.3983557439607, -0.3983557439607, 0 },
        { 0, 1, 0 },
        { 0, -0.0429289889249, 1.0429289889249 },
    };

    public static float[] DisplayP3ToSrgb(float[] color) => Convert(color, s_p3, FromSrgb);

    public static float[] SrgbToDisplayP3(float[] color) => Convert(color, s_toP3, FromSrgb);

    public static float[] AdobeToSrgb(float[] color) => Convert(color, s_adobe, value => Math.Pow(value, 563.0 / 256));

    public static float[] PowerToSrgb(float[] color, double exponent) =>
        [.. color.Select(value => (float)ToSrgb(Math.Pow(value, exponent)))];

    private static float[] Convert(float[] color, double[,] matrix, Func<double, double> toLinear)
    {
        double[] linear = [.. color.Select(value => toLinear(value))];
        return [.. Enumerable.Range(0, 3).Select(row =>
            (float)ToSrgb(Enumerable.Range(0, 3).Sum(column => matrix[row, column] * linear[column])))];
    }

    private static double FromSrgb(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static double ToSrgb(double value)
    {
        value = Math.Clamp(value, 0, 1);
        return value <= 0.0031308 ? 12.92 * value : 1.055 * Math.Pow(value, 1 / 2.4) - 0.055;
    }
}
