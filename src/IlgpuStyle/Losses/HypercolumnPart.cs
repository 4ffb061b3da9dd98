using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>A layer's way to the grid of its hypercolumns: cut, then halved or doubled.</summary>
/// <param name="Map">The layer's map.</param>
/// <param name="Sizes">
/// From the part of the map that is used to the grid, each size half the one before it, odd sides rounded up, or the other way round.
/// </param>
/// <param name="Halves">Whether the map is finer than the grid.</param>
/// <param name="Channel">Its first channel in the hypercolumns.</param>
internal sealed record HypercolumnPart(TensorShape Map, IReadOnlyList<TensorShape> Sizes, bool Halves, int Channel)
{
    private const int MostCut = 4;

    /// <summary>Whether a last row or column of the map is left out.</summary>
    public bool IsCut => Sizes[0] != Map;

    /// <summary>The upper left part of the map.</summary>
    public WindowGeometry Window => new(0, 0, 0, 0, Sizes[0].Height, Sizes[0].Width);

    /// <summary>What a halving is multiplied with to be a mean, to the power of their number.</summary>
    public double Mean => Halves ? Math.Pow(0.25, Sizes.Count - 1) : 1;

    /// <summary>The way of a map to a grid.</summary>
    /// <param name="map">The layer's shape.</param>
    /// <param name="grid">Extents of the grid; channels do not count.</param>
    /// <param name="channel">First channel in the hypercolumns.</param>
    /// <returns>Null if the map's sides are not those of the grid, halved or doubled some times.</returns>
    public static HypercolumnPart? Of(TensorShape map, TensorShape grid, int channel)
    {
        int steps = Doublings(grid, map), count = Math.Abs(steps);
        TensorShape first = steps > 0
            ? map with { Height = Math.Min(map.Height, grid.Height << count), Width = Math.Min(map.Width, grid.Width << count) }
            : Halved(grid with { Channels = map.Channels }, count);
        TensorShape[] sizes = [.. Enumerable.Range(0, count + 1).Select(
            i => steps > 0 ? Halved(first, i) : Halved(grid with { Channels = map.Channels }, count - i))];
        // Each pooling on the way to a deeper layer, and to the grid, may have dropped one.
        int mostCut = MostCut << Math.Max(0, steps);
        bool fits = map.Height - first.Height >= 0 && map.Height - first.Height < mostCut
            && map.Width - first.Width >= 0 && map.Width - first.Width < mostCut && sizes[^1] == grid with { Channels = map.Channels };
        return fits ? new HypercolumnPart(map, sizes, steps > 0, channel) : null;
    }

    /// <summary>How often an extent is to be doubled to come nearest to another's.</summary>
    public static int Doublings(TensorShape from, TensorShape to) =>
        (int)Math.Round(Math.Log2((double)to.Positions / from.Positions) / 2);

    private static TensorShape Halved(TensorShape shape, int times) => shape with
    {
        Height = (shape.Height + (1 << times) - 1) >> times, Width = (shape.Width + (1 << times) - 1) >> times,
    };
}
