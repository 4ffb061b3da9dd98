using IlgpuStyle.Imaging;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Planning;

/// <summary>Finds the tiles that make a run fit into memory at the least cost: every candidate is rehearsed, none is guessed.</summary>
internal static class TileSearch
{
    // What a run without history would cost more than one with all of it, as a share of its time: 60 steps with 10, 5 and 3 pairs end at
    // losses of 0.927, 0.943 and 0.930, which is some steps' difference.
    private const double CostOfNoHistory = 0.1;

    private static readonly int[] s_sides = [2048, 1536, 1024, 768, 512, 384, 256, 192, 128, 96, 64];

    /// <summary>The tiles that take least memory: where they do not fit, none do.</summary>
    public static TilePlan Smallest { get; } = TilePlan.Blocks(s_sides[^1]);

    /// <summary>
    /// The options with the tiles and the history that cost least together and stay within the limit; null if none do, or if the tiles are
    /// the user's own. A tile's recomputation is counted in multiply-adds, a shorter history as the steps that it makes necessary. Of
    /// several devices the first one's work is counted, which has as many tiles as any, and all that comes in one piece.
    /// </summary>
    /// <param name="planner">Of the run's network.</param>
    /// <param name="histories">What the user wants, then the same with fewer and fewer curvature pairs.</param>
    /// <param name="pictures">Only their sizes count.</param>
    /// <param name="limitBytes">The most that the run may take.</param>
    public static StyleTransferOptions? Cheapest(
        MemoryPlanner planner, IReadOnlyList<StyleTransferOptions> histories, TransferPictures pictures, long limitBytes)
    {
        StyleTransferOptions wanted = histories[0], least = histories[^1];
        if (wanted.Tiles is not null || wanted.Preset.ReadsWholeMaps)
            return null;
        ImageSize size = Extent(wanted, pictures);
        TilePlan smallest = Smallest;
        // Where not even the smallest tiles fit there is nothing to search.
        long smallestBytes = Rehearse(planner, least, smallest, pictures).LimitedBytes;
        if (smallestBytes > limitBytes)
            return null;
        // A pair takes the same memory with any tiles.
        double bytesPerPair = histories.Count == 1 ? 0
            : (double)(Rehearse(planner, wanted, smallest, pictures).LimitedBytes - smallestBytes) / (
                wanted.HistorySize - least.HistorySize);
        StyleTransferOptions? best = null;
        double cost = double.PositiveInfinity;
        // Whoever shares may be slower than one alone: a small picture's tiles are halo.
        if (planner.Devices > 1 && planner.Plan(wanted, pictures) is { } whole && whole.LimitedBytes <= limitBytes)
            (best, cost) = (wanted, whole.MultiplyAdds);
        foreach (TilePlan plan in Candidates(size).Concat(Shares(size, planner.Devices)))
        {
            MemoryPlan memory = Rehearse(planner, least, plan, pictures);
            if (memory.LimitedBytes > limitBytes || memory.MultiplyAdds >= cost)
                continue;
            StyleTransferOptions candidate = histories.First(
                h => memory.LimitedBytes + bytesPerPair * (h.HistorySize - least.HistorySize) <= limitBytes || h == least);
            double missing = 1 - (double)candidate.HistorySize / wanted.HistorySize;
            if (memory.MultiplyAdds * (1 + CostOfNoHistory * missing) < cost)
                (best, cost) = (candidate with { Tiles = plan }, memory.MultiplyAdds * (1 + CostOfNoHistory * missing));
        }

        return best;
    }

    /// <summary>The longest sides of all pictures that are cut, the paintings too.</summary>
    private static ImageSize Extent(StyleTransferOptions options, TransferPictures pictures)
    {
        ImageSize full = ScalePlan.Stages(options, pictures.Content.Size)[^1].Size;
        ImageSize[] sizes = [full, .. pictures.Styles.Select(style => options.StyleSizeAt(style, full))];
        return new ImageSize(sizes.Max(size => size.Width), sizes.Max(size => size.Height));
    }

    private static MemoryPlan Rehearse(MemoryPlanner planner, StyleTransferOptions options, TilePlan plan, TransferPictures pictures) =>
        planner.Plan(options with { Tiles = plan }, pictures);

    /// <summary>
    /// Squares, and strips along either side, of every size for the layers up to pool3, whose maps are large; the small maps behind it
    /// whole, with their activations kept, or in tiles of twice the side. A strip drags a halo along two sides instead of four, but is as
    /// long as the picture.
    /// </summary>
    private static IEnumerable<TilePlan> Candidates(ImageSize size)
    {
        const int Whole = TileSegment.Whole;
        foreach (int side in s_sides.Where(side => side < size.LongSide))
        {
            foreach ((int height, int width) in ((int, int)[])[(side, side), (side, Whole), (Whole, side)])
            {
                // A strip that would be the whole picture, or a square that is a strip.
                if ((height != Whole && height >= size.Height) || (width != Whole && width >= size.Width))
                    continue;
                yield return new TilePlan([new("pool3", height, width), new(TilePlan.Deepest, Whole, Whole)]);
                yield return new TilePlan([new("pool3", height, width), new(TilePlan.Deepest, Twice(height), Twice(width))]);
            }
        }
    }

    /// <summary>
    /// Strips along either side, as many as devices or a few times that: none waits for another's last one, and who has one strip alone
    /// keeps its activations.
    /// </summary>
    private static IEnumerable<TilePlan> Shares(ImageSize size, int devices)
    {
        const int Whole = TileSegment.Whole, MostStripsEach = 4;
        for (int each = 1; devices > 1 && each <= MostStripsEach; each++)
        {
            int strips = devices * each;
            int rows = Part(size.Height, strips), deepRows = Part(size.Height, devices);
            int columns = Part(size.Width, strips), deepColumns = Part(size.Width, devices);
            yield return new TilePlan([new("pool3", rows, Whole), new(TilePlan.Deepest, deepRows, Whole)]);
            yield return new TilePlan([new("pool3", Whole, columns), new(TilePlan.Deepest, Whole, deepColumns)]);
            yield return new TilePlan([new("pool3", rows, Whole), new(TilePlan.Deepest, Whole, Whole)]);
            yield return new TilePlan([new("pool3", Whole, columns), new(TilePlan.Deepest, Whole, Whole)]);
        }
    }

    // On the grid of all layers: cut finer, a little would be left for one strip more.
    private static int Part(int extent, int parts)
    {
        const int Grid = 16;
        return (extent + parts * Grid - 1) / (parts * Grid) * Grid;
    }

    private static int Twice(int extent) => extent == TileSegment.Whole ? extent : 2 * extent;
}
