using System.Globalization;
using IlgpuStyle.Verification;

namespace IlgpuStyle.Cli.Display;

/// <summary>Comparisons as lines of a table, each as it is made, and how many failed.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="width">Columns of what was compared.</param>
internal sealed class ComparisonTable(TextWriter output, int width = 28)
{
    /// <summary>Lines so far.</summary>
    public int Count { get; private set; }

    /// <summary>Lines so far that are beyond tolerance.</summary>
    public int Failed { get; private set; }

    /// <summary>The names of the columns.</summary>
    public void Head() =>
        output.WriteLine($"{"".PadRight(width)} {"expected",14} {"found",14} {"rel. error",11} {"allowed",9}");

    /// <summary>One line.</summary>
    public void Add(Comparison result)
    {
        Count++;
        Failed += result.Passed ? 0 : 1;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{result.Subject.PadRight(width)} {result.Expected,14:g8} {result.Found,14:g8} {result.RelativeError,11:0.00e-0} "
                + $"{result.Tolerance,9:0e-0} {(result.Passed ? "ok" : "FAILED")}"));
    }

    /// <summary>The last line.</summary>
    /// <returns>Whether all agree.</returns>
    public bool Sum()
    {
        output.WriteLine(Failed == 0 ? $"all {Count} values agree" : $"{Failed} of {Count} values are beyond tolerance");
        return Failed == 0;
    }
}
