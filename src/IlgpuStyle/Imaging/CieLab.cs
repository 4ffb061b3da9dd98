namespace IlgpuStyle.Imaging;

/// <summary>
/// CIE L*a*b* of sRGB colours (IEC 61966-2-1, white point D65): L* in [0, 100], a* and b* within about ±110.
/// </summary>
internal static class CieLab
{
    // sRGB's white in XYZ; rows of the matrix add up to it.
    private const double WhiteX = 0.9505, WhiteY = 1, WhiteZ = 1.089;

    // CIE 15:2004: the cube root is replaced by its tangent below (6/29)³.
    private const double Knee = 6.0 / 29;

    /// <summary>From sRGB, nominally in [0, 1].</summary>
    public static (double L, double A, double B) FromRgb((double R, double G, double B) color)
    {
        double r = Linear(color.R), g = Linear(color.G), b = Linear(color.B);
        double x = F((0.4124 * r + 0.3576 * g + 0.1805 * b) / WhiteX);
        double y = F((0.2126 * r + 0.7152 * g + 0.0722 * b) / WhiteY);
        double z = F((0.0193 * r + 0.1192 * g + 0.9505 * b) / WhiteZ);
        return (116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    /// <summary>To sRGB; colours outside its gamut leave [0, 1].</summary>
    public static (double R, double G, double B) ToRgb((double L, double A, double B) color)
    {
        double fy = (color.L + 16) / 116;
        double x = WhiteX * Inverse(fy + color.A / 500);
        double y = WhiteY * Inverse(fy);
        double z = WhiteZ * Inverse(fy - color.B / 200);
        return (
            Encoded(3.2406254773 * x - 1.5372079722 * y - 0.4986285987 * z),
            Encoded(-0.9689307147 * x + 1.8757560609 * y + 0.0415175238 * z),
            Encoded(0.0557101204 * x - 0.2040210506 * y + 1.0569959423 * z));
    }

    private static double F(double t) =>
        t > Knee * Knee * Knee ? Math.Cbrt(t) : t / (3 * Knee * Knee) + 4.0 / 29;

    private static double Inverse(double t) => t > Knee ? t * t * t : 3 * Knee * Knee * (t - 4.0 / 29);

    // Both ways are odd functions, so that values below 0 return as they came.
    private static double Linear(double v) =>
        Math.Abs(v) <= 0.04045 ? v / 12.92 : Math.CopySign(Math.Pow((Math.Abs(v) + 0.055) / 1.055, 2.4), v);

    private static double Encoded(double v) =>
        Math.Abs(v) <= 0.0031308
            ? 12.92 * v
            : Math.CopySign(1.055 * Math.Pow(Math.Abs(v), 1 / 2.4) - 0.055, v);
}
