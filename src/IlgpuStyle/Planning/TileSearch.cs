using IlgpuStyle.Imaging;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Planning;

/// <summary>Finds the tiles that make a run fit into memory at the least cost: every candidate is rehearsed, none is guessed.</summary>
internal static class TileSearch
{
    private static readonly int[] s_sides = [2048, 1536, 1024, 768, 512, 384, 256, 192, 128, 96, 64];

    /// <summary>The options with the cheapest tiles that stay within the limit; null if none do, or if the tiles are the user's own.</summary>
    /// <param name="planner">Of the run's network.</param>
    /// <param name="options">What the user wants.</param>
    /// <param name="pictures">Only their sizes count.</param>
    /// <param name="limitBytes">The most that the run may take.</param>
    public static StyleTransferOptions? Cheapest(
        MemoryPlanner planner, StyleTransferOptions options, TransferPictures pictures, long limitBytes)
    {
        if (options.Tiles is not null)
            return null;
        ImageSize size = pictures.Content.Size.WithLongSide(options.Size);
        // Where not even the smallest tiles fit there is nothing to search.
        if (planner.Plan(options with { Tiles = TilePlan.Blocks(s_sides[^1]) }, pictures).LimitedBytes > limitBytes)
            return null;
        StyleTransferOptions? best = null;
        double least = double.PositiveInfinity;
        foreach (TilePlan plan in Candidates(size))
        {
            StyleTransferOptions candidate = options with { Tiles = plan };
            MemoryPlan memory = planner.Plan(candidate, pictures);
            if (memory.LimitedBytes > limitBytes || memory.MultiplyAdds >= least)
                continue;
            best = candidate;
            least = memory.MultiplyAdds;
        }

        return best;
    }

    /// <summary>
    /// Squares and strips of every size for the layers up to pool3, whose maps are large; the small maps behind it whole, with their
    /// activations kept, or in tiles of twice the side.
    /// </summary>
    private static IEnumerable<TilePlan> Candidates(ImageSize size)
    {
        const int Whole = TileSegment.Whole;
        foreach (int side in s_sides.Where(side => side < size.LongSide))
        {
            foreach (int width in side < size.Width ? (int[])[side, Whole] : [Whole])
            {
                int deepWidth = width == Whole ? Whole : 2 * side;
                yield return new TilePlan([new("pool3", side, width), new(TilePlan.Deepest, Whole, Whole)]);
                yield return new TilePlan([new("pool3", side, width), new(TilePlan.Deepest, 2 * side, deepWidth)]);
            }
        }
    }
}
