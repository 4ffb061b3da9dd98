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
    /// the user's own. A tile's recomputation is counted in multiply-adds, a shorter history as the steps that it makes necessary.
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
        foreach (TilePlan plan in Candidates(size))
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

    private static int Twice(int extent) => extent == TileSegment.Whole ? extent : 2 * extent;
}
