using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Records;

/// <summary>A file that a run has read.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Sha256">Its content, lower-case hexadecimal.</param>
internal sealed record InputFile(string Path, string Sha256)
{
    /// <summary>
    /// What keeps a run from reading the same again, as the end of a sentence ("it has changed since"); null if nothing does, as far as
    /// that can be told without asking anybody for it.
    /// </summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public string? Obstacle() =>
        InputAddress.IsElsewhere(Path) || InputAddress.IsStream(Path) ? null
        : !File.Exists(Path) ? "it is missing"
        : !RegularFile.HasBytes(Path) ? "it is empty, or a device or pipe"
        : FileHash.Of(Path) != Sha256 ? "it has changed since"
        : null;
}
