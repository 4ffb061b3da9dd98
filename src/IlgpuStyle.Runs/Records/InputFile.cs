namespace IlgpuStyle.Runs.Records;

/// <summary>A file that a run has read.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Sha256">Its content, lower-case hexadecimal.</param>
internal sealed record InputFile(string Path, string Sha256);
