using System.Globalization;

namespace IlgpuStyle.Cli;

/// <summary>Bytes for people.</summary>
internal static class ByteSize
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB"];

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
