using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Optimization;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>
/// The options --box, --average, --stop-below and --stop-window: what happens to the iterates between steps.
/// </summary>
internal sealed class IterateChoice
{
    private static readonly StyleTransferOptions s_defaults = new();

    private Option<string> Box { get; } = new("--box")
    {
        Description = "Bounds that every iterate keeps: none, or LOW:HIGH such as 0:1.",
        DefaultValueFactory = _ => "none",
    };

    private Option<double> Average { get; } = new("--average")
    {
        Description = "The result is the average of the iterates with this decay, such as 0.99; 0: the last "
            + "iterate, or the best.",
        DefaultValueFactory = _ => s_defaults.AverageDecay,
    };

    private Option<double> StopBelow { get; } = new("--stop-below")
    {
        Description = "End a size early when the loss improves by less than this fraction over "
            + "--stop-window steps, such as 1e-3; 0: never.",
        DefaultValueFactory = _ => s_defaults.StopBelow,
    };

    private Option<int> StopWindow { get; } = new("--stop-window")
    {
        Description = "Steps that --stop-below looks back.",
        DefaultValueFactory = _ => s_defaults.StopWindow,
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Box, Average, StopBelow, StopWindow])
            command.Options.Add(option);
    }

    /// <summary>The library options with what the user typed.</summary>
    /// <exception cref="InputException">--box cannot be read.</exception>
    public StyleTransferOptions Apply(ParseResult parsed, StyleTransferOptions options) => options with
    {
        Box = BoxOf(parsed.GetValue(Box)!),
        AverageDecay = parsed.GetValue(Average),
        StopBelow = parsed.GetValue(StopBelow),
        StopWindow = parsed.GetValue(StopWindow),
    };

    private static BoxConstraint? BoxOf(string text)
    {
        if (text == "none")
            return null;
        string[] parts = text.Split(':');
        return parts.Length == 2 && Bound(parts[0]) is { } lower && Bound(parts[1]) is { } upper
            ? new BoxConstraint(lower, upper)
            : throw new InputException($"--box '{text}': expected none or LOW:HIGH, such as 0:1.");
    }

    private static float? Bound(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : null;
}
