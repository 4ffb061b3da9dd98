namespace IlgpuStyle.Imaging;

/// <summary>
/// Colours that a file names instead of carrying a profile: code points of ITU-T H.273, as in PNG's cICP and HEIF's nclx, or gamma and
/// chromaticities, as in PNG's gAMA and cHRM. Each becomes the profile that says the same; null means sRGB.
/// </summary>
internal static class CodedColors
{
    private const int Srgb = 1;
    private const int Gamma22 = 4, Gamma28 = 5, Linear = 8, PerceptualQuantizer = 16, HybridLogGamma = 18;

    // What white is on a picture for such displays (ITU-R BT.2408): light beyond it is cut off.
    private const double WhiteNits = 203, WhiteOfHybridLogGamma = 0.75;

    private static readonly double[] s_srgb = [0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06];

    private static readonly Dictionary<int, (string Name, double[] Chromaticities)> s_primaries = new()
    {
        [Srgb] = ("sRGB", s_srgb),
        [4] = ("BT.470 M", [0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08]),
        [5] = ("BT.601 625", [0.3127, 0.3290, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06]),
        [6] = ("BT.601 525", [0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070]),
        [7] = ("BT.601 525", [0.3127, 0.3290, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070]),
        [9] = ("BT.2020", [0.3127, 0.3290, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046]),
        [11] = ("DCI-P3", [0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060]),
        [12] = ("Display P3", [0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060]),
    };

    /// <summary>The profile of two code points.</summary>
    /// <param name="primaries">Colour primaries; unknown ones count as sRGB's.</param>
    /// <param name="transfer">Transfer characteristics; those of television count as sRGB's curve, as browsers take them.</param>
    public static byte[]? Profile(int primaries, int transfer)
    {
        (string name, double[] chromaticities) = s_primaries.GetValueOrDefault(primaries, s_primaries[Srgb]);
        (string suffix, Func<double, double>? toLinear) = transfer switch
        {
            Gamma22 => (" gamma 2.2", Power(2.2)),
            Gamma28 => (" gamma 2.8", Power(2.8)),
            Linear => (" linear", Power(1)),
            PerceptualQuantizer => (" PQ", FromPerceptualQuantizer),
            HybridLogGamma => (" HLG", value => FromHybridLogGamma(value) / FromHybridLogGamma(WhiteOfHybridLogGamma)),
            _ => ("", null),
        };
        return toLinear is null && chromaticities == s_srgb ? null
            : IccProfile.Create(name + suffix, chromaticities, toLinear ?? IccProfile.SrgbToLinear);
    }

    /// <summary>The profile of cameras that are set to Adobe RGB (Adobe RGB (1998), 4.3).</summary>
    public static byte[] AdobeRgb() =>
        IccProfile.Create("Adobe RGB", [0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06], Power(563.0 / 256));

    /// <summary>The profile of a PNG's own numbers.</summary>
    /// <param name="gamma">gAMA, the exponent from light to values, such as 0.45455; null for sRGB's curve.</param>
    /// <param name="chromaticities">cHRM: x and y of white, red, green, blue; null for sRGB's.</param>
    public static byte[]? Profile(double? gamma, IReadOnlyList<double>? chromaticities)
    {
        // Values that writers round differently, and numbers that are none.
        bool hasOwnGamma = gamma is >= 0.1 and <= 3 && Math.Abs(gamma.Value - 1 / 2.2) > 0.01;
        bool hasOwnPrimaries = chromaticities is not null && chromaticities.All(value => value is > 0 and < 1)
            && chromaticities.Zip(s_srgb).Any(pair => Math.Abs(pair.First - pair.Second) > 0.003);
        return hasOwnGamma || hasOwnPrimaries
            ? IccProfile.Create(
                "PNG gamma and chromaticities", hasOwnPrimaries ? chromaticities! : s_srgb,
                    hasOwnGamma ? Power(1 / gamma!.Value) : IccProfile.SrgbToLinear)
            : null;
    }

    private static Func<double, double> Power(double exponent) => value => Math.Pow(value, exponent);

    /// <summary>SMPTE ST 2084, in units of white.</summary>
    private static double FromPerceptualQuantizer(double value)
    {
        const double M1 = 2610.0 / 16384, M2 = 2523.0 / 4096 * 128, C1 = 3424.0 / 4096, C2 = 2413.0 / 4096 * 32, C3 = 2392.0 / 4096 * 32;
        double power = Math.Pow(value, 1 / M2);
        return 10_000 / WhiteNits * Math.Pow(Math.Max(0, power - C1) / (C2 - C3 * power), 1 / M1);
    }

    /// <summary>ITU-R BT.2100, scene light.</summary>
    private static double FromHybridLogGamma(double value)
    {
        const double A = 0.17883277, B = 1 - 4 * A, C = 0.55991073;
        return value <= 0.5 ? value * value / 3 : (Math.Exp((value - C) / A) + B) / 12;
    }
}
