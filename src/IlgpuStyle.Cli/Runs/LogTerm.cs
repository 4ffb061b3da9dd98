namespace IlgpuStyle.Cli.Runs;

/// <summary>One loss term in a run's log.</summary>
/// <param name="Kind">content, style or totalVariation.</param>
/// <param name="Layer">The layer; empty for total variation.</param>
/// <param name="Value">Its value, weights included.</param>
internal sealed record LogTerm(string Kind, string Layer, double Value);
