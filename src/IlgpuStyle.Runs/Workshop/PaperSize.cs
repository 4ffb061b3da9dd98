namespace IlgpuStyle.Runs.Workshop;

/// <summary>A sheet of paper that pictures are printed on, at <see cref="DotsPerInch"/>.</summary>
/// <param name="Name">In requests.</param>
/// <param name="Title">In forms.</param>
/// <param name="Long">Its long side in millimetres.</param>
/// <param name="Short">Its short side in millimetres.</param>
internal sealed record PaperSize(string Name, string Title, double Long, double Short)
{
    /// <summary>What the eye cannot tell from more at arm's length.</summary>
    public const int DotsPerInch = 300;

    /// <summary>All; the first is the usual one.</summary>
    public static IReadOnlyList<PaperSize> All { get; } =
    [
        new("a4", "A4", 297, 210),
        new("a5", "A5", 210, 148),
        new("a3", "A3", 420, 297),
        new("a2", "A2", 594, 420),
        new("letter", "US Letter", 279.4, 215.9),
        new("10x15", "10 × 15 cm", 152.4, 101.6),
        new("13x18", "13 × 18 cm", 177.8, 127),
        new("20x30", "20 × 30 cm", 300, 200),
        new("square", "20 × 20 cm", 200, 200),
    ];
}
