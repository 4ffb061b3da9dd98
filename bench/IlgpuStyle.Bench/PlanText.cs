using System.Globalization;
using IlgpuStyle.Network.Tiling;

namespace IlgpuStyle.Bench;

/// <summary>Plans as words: "pool3:1024x1024,end:*" is tiles of 1024×1024 pixels to pool3, and the rest whole.</summary>
internal static class PlanText
{
    /// <summary>The plan, or null for "".</summary>
    public static TilePlan? Parse(string text) =>
        text.Length == 0 ? null : new TilePlan([.. text.Split(',').Select(Segment)]);

    private static TileSegment Segment(string text)
    {
        string[] parts = text.Split(':');
        string[] sides = parts[1].Split('x');
        return new TileSegment(parts[0] == "end" ? TilePlan.Deepest : parts[0], Side(sides[0]), Side(sides[^1]));
    }

    private static int Side(string text) => text == "*" ? TileSegment.Whole : int.Parse(text, CultureInfo.InvariantCulture);
}
