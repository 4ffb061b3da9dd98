using System.Globalization;

namespace IlgpuStyle.Planning;

/// <summary>
/// The addresses that the system grants this process (Linux: <c>ulimit -v</c>). The runtime reserves more of them than it ever fills, half
/// of the limit for its heap alone.
/// </summary>
internal static class AddressSpace
{
    // Measured with a picture of 192×128 pixels: with 2 GB the runtime cannot map the code that it compiles and aborts, with 3 GB the
    // working memory of 180 MB has no room, with 4 GB the run ends.
    private const long Least = 7L << 29;

    /// <summary>Refuses to begin where the runtime would break down in the middle.</summary>
    /// <param name="limits">The process's limits, as /proc lists them.</param>
    /// <exception cref="InputException">The limit is too small.</exception>
    public static void Check(string limits = "/proc/self/limits")
    {
        if (Limit(limits) is long limit && limit < Least)
        {
            throw new InputException($"'ulimit -v' allows {ByteSize.Format(limit)} of addresses, of which .NET reserves far more than it "
                + $"fills: expected {ByteSize.Format(Least)} or more. Use 'ulimit -v unlimited', and limit the run's memory instead.");
        }
    }

    /// <summary>What may be filled beside what is already, in all; null without a limit.</summary>
    /// <param name="limits">The process's limits, as /proc lists them.</param>
    /// <param name="status">Its state.</param>
    public static long? Fillable(string limits = "/proc/self/limits", string status = "/proc/self/status") =>
        Limit(limits) is long limit && Kilobytes(status, "VmSize:") is long reserved && Kilobytes(status, "VmRSS:") is long filled
            ? Math.Max(1, limit - reserved + filled)
            : null;

    private static long? Limit(string path) => Field(path, "Max address space ");

    private static long? Kilobytes(string path, string name) => Field(path, name) * 1024;

    // The first word after the name; "unlimited" is no number.
    private static long? Field(string path, string name)
    {
        try
        {
            string? line = File.Exists(path)
                ? File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
                : null;
            return long.TryParse(
                line?[name.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(),
                NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            return null;
        }
    }
}
