using System.Globalization;

namespace IlgpuStyle;

/// <summary>Bytes for people, and from them.</summary>
internal static class ByteSize
{
    private static readonly Dictionary<string, double> s_factors = new(StringComparer.OrdinalIgnoreCase)
    {
        [""] = 1, ["B"] = 1, ["kB"] = 1e3, ["MB"] = 1e6, ["GB"] = 1e9, ["TB"] = 1e12,
        ["K"] = 1L << 10, ["M"] = 1L << 20, ["G"] = 1L << 30, ["T"] = 1L << 40,
        ["KiB"] = 1L << 10, ["MiB"] = 1L << 20, ["GiB"] = 1L << 30, ["TiB"] = 1L << 40,
    };

    // Nobody means as few bytes; a number alone is one of gigabytes to whoever types it.
    private const long FewestBytes = 1 << 10;

    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>
    /// Reads "2GB", "1.5GiB", "700M": a number of bytes, at least 1024. GB counts in thousands, GiB and G in
    /// 1024s.
    /// </summary>
    /// <param name="text">What the user typed.</param>
    /// <exception cref="FormatException">It is no size.</exception>
    public static long Parse(string text)
    {
        string trimmed = text.Trim();
        int digits = 0;
        while (digits < trimmed.Length && (char.IsAsciiDigit(trimmed[digits]) || trimmed[digits] == '.'))
            digits++;
        if (double.TryParse(trimmed.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && s_factors.TryGetValue(trimmed[digits..].Trim(), out double factor)
            && number * factor is >= 1 and < 1e18)
        {
            return number * factor >= FewestBytes
                ? (long)(number * factor)
                : throw new FormatException($"{number * factor:0} bytes; expected a size such as 2GB, 1.5GiB or 700M, with its unit.");
        }

        throw new FormatException("expected a size such as 2GB, 1.5GiB or 700M.");
    }

    /// <summary>"1.4 GiB": three significant digits, binary units.</summary>
    public static string Format(long bytes)
    {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < s_units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        string format = value < 10 && unit > 0 ? "0.00" : value < 100 && unit > 0 ? "0.0" : "0";
        return $"{value.ToString(format, CultureInfo.InvariantCulture)} {s_units[unit]}";
    }
}
