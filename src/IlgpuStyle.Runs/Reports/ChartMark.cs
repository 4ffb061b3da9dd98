namespace IlgpuStyle.Runs.Reports;

/// <summary>A vertical line: a new stage, an event.</summary>
/// <param name="Step">Where.</param>
/// <param name="Text">What happened there.</param>
internal sealed record ChartMark(int Step, string Text);
