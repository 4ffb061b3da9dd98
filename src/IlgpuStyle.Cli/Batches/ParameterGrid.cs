namespace IlgpuStyle.Cli.Batches;

/// <summary>
/// Options to vary: <c>style-weight=5,10</c> and <c>preset=relative,painterly</c> are four points. Values
/// that hold commas are separated by semicolons: <c>style-layers=conv1_1,conv2_1;conv3_1</c>.
/// </summary>
/// <param name="Axes">Names with their values, the last varying fastest.</param>
internal sealed record ParameterGrid(IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Axes)
{
    /// <summary>All combinations; one empty one for a grid without axes.</summary>
    public IReadOnlyList<IReadOnlyList<(string Name, string Value)>> Points
    {
        get
        {
            List<IReadOnlyList<(string Name, string Value)>> points = [[]];
            foreach ((string name, IReadOnlyList<string> values) in Axes)
                points = [.. points.SelectMany(point =>
                    values.Select(value => (IReadOnlyList<(string, string)>)[.. point, (name, value)]))];
            return points;
        }
    }

    /// <summary>Reads the texts of --grid.</summary>
    /// <exception cref="InputException">
    /// A text is not of that form, or an option is unknown or given twice.
    /// </exception>
    public static ParameterGrid Parse(IEnumerable<string> texts, TransferWords words)
    {
        List<(string Name, IReadOnlyList<string> Values)> axes = [];
        foreach (string text in texts)
        {
            int equals = text.IndexOf('=');
            if (equals < 1)
                throw new InputException(
                    $"--grid '{text}': expected OPTION=VALUE,VALUE,… such as style-weight=5,10.");
            string name = words.Name(text[..equals].TrimStart('-'), $"--grid '{text}'");
            if (name is BatchJob.OutputName)
                throw new InputException($"--grid '{text}': the outputs are named after the other options.");
            string list = text[(equals + 1)..];
            string[] values = list.Split(
                list.Contains(';') ? ';' : ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (values.Length == 0 || values.Distinct().Count() < values.Length)
                throw new InputException($"--grid '{text}': expected at least one value, and each once.");
            if (axes.Any(axis => axis.Name == name))
                throw new InputException($"--grid '{text}': '{name}' is varied twice.");
            axes.Add((name, values));
        }

        return new ParameterGrid(axes);
    }
}
