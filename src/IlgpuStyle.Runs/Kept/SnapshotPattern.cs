using System.Globalization;
using System.Text.RegularExpressions;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Runs.Kept;

/// <summary>
/// Names of snapshots: a path with {name}, the picture's name without its extension, and {iteration}, a
/// number with an optional format.
/// </summary>
internal sealed partial class SnapshotPattern
{
    private const string Mark = "<iteration>";

    private readonly string _pattern;
    private readonly string _name;

    private SnapshotPattern(string pattern, string output)
    {
        _pattern = pattern;
        _name = Path.GetFileNameWithoutExtension(output);
    }

    /// <summary>
    /// The user's pattern; without one OUT-0010.png beside OUT, or snapshots/0010.png in the run's folder.
    /// </summary>
    /// <exception cref="InputException">
    /// It lacks the iteration, has an unknown part or names a place that cannot be written.
    /// </exception>
    public static SnapshotPattern Parse(string? pattern, string? folder, string output)
    {
        if (pattern is null)
        {
            return new SnapshotPattern(
                folder is null
                    ? Path.Combine(
                        Path.GetDirectoryName(output) ?? "",
                        "{name}-{iteration:0000}" + Path.GetExtension(output))
                    : Path.Combine(folder, RunFolder.SnapshotFolder, "{iteration:0000}.png"),
                output);
        }

        SnapshotPattern result = new(pattern, output);
        string first = result.PathOf(1), second = result.PathOf(2);
        if (first.AsSpan().ContainsAny('{', '}') || first == second)
        {
            throw new InputException(
                $"--save-as '{pattern}': expected a path with {{iteration}}, or {{iteration:0000}} for "
                    + $"leading zeros, and at most {{name}} besides.");
        }

        ImageFile.CheckWritable(first);
        return result;
    }

    /// <summary>The snapshot's path after so many steps.</summary>
    public string PathOf(int iteration) => Iteration().Replace(
        _pattern.Replace("{name}", _name, StringComparison.Ordinal),
        match => iteration.ToString(match.Groups[1].Value, CultureInfo.InvariantCulture));

    /// <summary>Whether a file could be one of the snapshots.</summary>
    public bool Matches(string path)
    {
        // Iterations are digits, whatever their number: the same path with a mark in their place is compared.
        string pattern = Regex.Escape(AtomicFile.Target(
            Iteration().Replace(_pattern.Replace("{name}", _name, StringComparison.Ordinal), Mark)));
        return Regex.IsMatch(AtomicFile.Target(path), $"^{pattern.Replace(Mark, "[0-9]+", StringComparison.Ordinal)}$");
    }

    [GeneratedRegex(@"\{iteration(?::(0+))?\}")]
    private static partial Regex Iteration();
}
