using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>
/// A colour-coded map of regions. Its colours are those, at 8 bits a channel, that cover at least 1/500 of
/// it; every other pixel, such as a smoothed edge, counts to the nearest of them.
/// </summary>
internal sealed class RegionMap
{
    private const int SmallestShare = 500;

    private readonly Dictionary<int, Mask> _regions = [];

    /// <summary>Finds the regions.</summary>
    /// <exception cref="InputException">No colour covers enough of it.</exception>
    public RegionMap(RgbImage map)
    {
        int[] colors = Colors(map);
        int[] known =
        [
            .. colors.GroupBy(color => color)
                .Where(group => group.LongCount() * SmallestShare >= colors.Length).Select(group => group.Key),
        ];
        if (known.Length == 0)
            throw new InputException(
                "map of regions: no colour covers 1/500 of it; expected areas of plain colours.");
        foreach (int color in known)
            _regions[color] = Of(map, colors, known, color);
    }

    /// <summary>
    /// The style, once for each colour that both maps have: its part of that colour for the region of that
    /// colour.
    /// </summary>
    /// <param name="style">The whole picture.</param>
    /// <param name="map">Its map, of any size.</param>
    public IReadOnlyList<StylePicture> Match(StylePicture style, RgbImage map)
    {
        int[] colors = Colors(map);
        int[] known = [.. _regions.Keys];
        HashSet<int> present = [.. colors.Select(color => Nearest(color, known))];
        return [.. known.Where(present.Contains).Select(color =>
            style with { Part = Of(map, colors, known, color), Region = _regions[color] })];
    }

    private static Mask Of(RgbImage map, int[] colors, int[] known, int wanted) =>
        new(map.Width, map.Height, [.. colors.Select(color => Nearest(color, known) == wanted ? 1f : 0f)]);

    private static int[] Colors(RgbImage map)
    {
        int pixels = map.Width * map.Height;
        int Byte(int index) => (int)MathF.Round(255 * Math.Clamp(map.Data[index], 0, 1));
        return [.. Enumerable.Range(0, pixels).Select(i => Byte(i) << 16 | Byte(pixels + i) << 8 | Byte(2 * pixels + i))];
    }

    private static int Nearest(int color, int[] known)
    {
        if (Array.IndexOf(known, color) >= 0)
            return color;
        int Distance(int other)
        {
            int red = (color >> 16) - (other >> 16);
            int green = (color >> 8 & 255) - (other >> 8 & 255);
            int blue = (color & 255) - (other & 255);
            return red * red + green * green + blue * blue;
        }

        return known.MinBy(Distance);
    }
}
