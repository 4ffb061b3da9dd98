using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// Settings to vary: <c>style-weight=5,10</c> and <c>preset=relative,painterly</c> are four points. Values
/// that hold commas are separated by semicolons: <c>style-layers=conv1_1,conv2_1;conv3_1</c>.
/// </summary>
/// <param name="Axes">Settings with their texts, the last varying fastest.</param>
internal sealed record ParameterGrid(IReadOnlyList<(Setting Setting, IReadOnlyList<string> Texts)> Axes)
{
    /// <summary>All combinations; one empty one for a grid without axes.</summary>
    public IReadOnlyList<IReadOnlyList<(Setting Setting, string Text)>> Points
    {
        get
        {
            List<IReadOnlyList<(Setting Setting, string Text)>> points = [[]];
            foreach ((Setting setting, IReadOnlyList<string> texts) in Axes)
                points = [.. points.SelectMany(point =>
                    texts.Select(text => (IReadOnlyList<(Setting, string)>)[.. point, (setting, text)]))];
            return points;
        }
    }

    /// <summary>Reads the texts of --grid.</summary>
    /// <exception cref="InputException">
    /// A text is not of that form, or a setting is unknown or given twice.
    /// </exception>
    public static ParameterGrid Parse(IEnumerable<string> texts)
    {
        List<(Setting Setting, IReadOnlyList<string> Texts)> axes = [];
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=');
            if (equals < 1)
                throw new InputException(
                    $"--grid '{text}': expected OPTION=VALUE,VALUE,… such as style-weight=5,10.");
            Setting setting = BatchSettings.Find(text[..equals].TrimStart('-'), $"--grid '{text}'");
            if (setting == FileSettings.Output)
                throw new InputException($"--grid '{text}': the outputs are named after the other options.");
            string list = text[(equals + 1)..];
            string[] values = list.Split(
                list.Contains(';') ? ';' : ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (values.Length == 0 || values.Distinct().Count() < values.Length)
                throw new InputException($"--grid '{text}': expected at least one value, and each once.");
            if (axes.Any(axis => axis.Setting == setting))
                throw new InputException($"--grid '{text}': '{setting.Name}' is varied twice.");
            axes.Add((setting, values));
        }

        return new ParameterGrid(axes);
    }
}
