using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>A size that has a name.</summary>
/// <param name="Name">In requests.</param>
/// <param name="Title">In forms.</param>
/// <param name="Pixels">Long side.</param>
/// <param name="Sentence">What it is for.</param>
internal sealed record SizeWord(string Name, string Title, int Pixels, string Sentence)
{
    /// <summary>All, smallest first.</summary>
    public static IReadOnlyList<SizeWord> All { get; } =
    [
        new("draft", "Draft", LookSettings.DraftSize, $"{LookSettings.DraftSize} pixels: a look at it."),
        new("screen", "Screen", 1280, "1280 pixels: fills a screen."),
    ];
}
