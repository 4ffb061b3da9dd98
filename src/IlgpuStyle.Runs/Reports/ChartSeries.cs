namespace IlgpuStyle.Runs.Reports;

/// <summary>One curve.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">
/// Step and value; values that are not positive leave a gap on the logarithmic axis.
/// </param>
internal sealed record ChartSeries(string Name, IReadOnlyList<(int Step, double Value)> Points);
