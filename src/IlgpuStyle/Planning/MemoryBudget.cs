using IlgpuStyle.Backends;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Planning;

/// <summary>Makes a run fit a limit, or says what would.</summary>
internal static class MemoryBudget
{
    // Fewer pairs than this make L-BFGS little better than gradient descent.
    private const int LeastHistory = 3;

    // The current folder: on a disk as a rule, and any other may be named in its place.
    private const string ProposedFolder = ".";

    private const int SmallestSize = 64;

    /// <summary>
    /// The options with which the run stays within the limit: as they are, or with a shorter history, which costs next to nothing, or in
    /// the tiles and with the history that cost least together (<see cref="TileSearch"/>); if nothing of that fits a card, the same with
    /// what is large and seldom used in the host's memory, as far as that holds it. Several devices get the tiles that they are done with
    /// first, unless the user has named some.
    /// </summary>
    /// <param name="planner">Of the run's network.</param>
    /// <param name="options">What the user wants.</param>
    /// <param name="pictures">Only their sizes count.</param>
    /// <param name="limitBytes">The most that the run may take, on each card where it is on cards.</param>
    /// <param name="isShared">Whether several devices may be given tiles to share.</param>
    /// <exception cref="InputException">Nothing makes it fit; the message says whether scratch files would, and names a size that fits
    /// without them.</exception>
    public static StyleTransferOptions Fit(
        MemoryPlanner planner, StyleTransferOptions options, TransferPictures pictures, long limitBytes, bool isShared = true)
    {
        StyleTransferOptions? shared = isShared && planner.Devices > 1
            ? TileSearch.Cheapest(planner, [options, .. Shorter(options)], pictures, limitBytes)
            : null;
        StyleTransferOptions? fitting = shared ?? FitAtThisSize(planner, options, pictures, limitBytes)
            ?? FitOnHost(planner, options, pictures, limitBytes);
        if (fitting is not null)
            return fitting;
        MemoryPlan plan = planner.Plan(options, pictures);
        string needs = $"memory: the run needs {Mebibytes(plan.LimitedBytes)}, {Mebibytes(limitBytes)} are allowed";
        string scratch = ScratchProposal(planner, options, pictures, limitBytes);
        int size = LargestSize(planner, options, pictures, limitBytes);
        throw new InputException(size == 0
            ? $"{needs}; weights and runtime alone take {Mebibytes(plan.Parts[MemoryPart.Weights] + plan.Parts[MemoryPart.Runtime])}: no "
                + $"size fits{scratch}."
            : scratch.Length > 0 ? $"{needs}{scratch}; without scratch files size {size} fits."
            : $"{needs}; what fits is size {size}.");
    }

    /// <summary>What makes the run fit at this size with scratch files; empty if it then does not fit
    /// either.</summary>
    private static string ScratchProposal(MemoryPlanner planner, StyleTransferOptions options, TransferPictures pictures, long limitBytes)
    {
        StyleTransferOptions? fitting = options.ScratchFolder is not null
            ? null
            : FitAtThisSize(planner, options with { ScratchFolder = ProposedFolder }, pictures, limitBytes);
        if (fitting is null)
            return "";
        MemoryPlan plan = planner.Plan(fitting, pictures);
        string pairs = fitting.HistorySize == options.HistorySize ? "" : $", history {fitting.HistorySize}";
        string tiles = fitting.Tiles is { } chosen && options.Tiles is null ? $", tiles {chosen.Text}" : "";
        return $"; the same with scratch folder {ProposedFolder}{tiles}{pairs} needs {Mebibytes(plan.LimitedBytes)}, and "
            + $"{Mebibytes(plan.ScratchBytes)} on the disk of that folder, which may be any other";
    }

    private static StyleTransferOptions? FitAtThisSize(
        MemoryPlanner planner, StyleTransferOptions options, TransferPictures pictures, long limitBytes)
    {
        IReadOnlyList<StyleTransferOptions> histories = [options, .. Shorter(options)];
        return histories.FirstOrDefault(candidate => planner.Plan(candidate, pictures).LimitedBytes <= limitBytes)
            ?? TileSearch.Cheapest(planner, histories, pictures, limitBytes);
    }

    private static StyleTransferOptions? FitOnHost(
        MemoryPlanner planner, StyleTransferOptions options, TransferPictures pictures, long limitBytes)
    {
        if (!planner.IsOnDevice || options.ScratchFolder is not null || options.KeepsOnHost)
            return null;
        StyleTransferOptions? fitting = FitAtThisSize(planner, options with { KeepsOnHost = true }, pictures, limitBytes);
        return fitting is not null && planner.Plan(fitting, pictures).HostBytes <= planner.HostLimitBytes ? fitting : null;
    }

    /// <summary>The same with fewer and fewer curvature pairs.</summary>
    private static IEnumerable<StyleTransferOptions> Shorter(StyleTransferOptions options)
    {
        bool keepsPairs = options.Optimizer is OptimizerKind.Lbfgs or OptimizerKind.LbfgsFixedStep;
        for (int history = options.HistorySize - 1; keepsPairs && history >= LeastHistory; history--)
            yield return options with { HistorySize = history };
    }

    /// <summary>The largest long side that fits with the shortest history, in steps of 16 pixels; 0 if none does.</summary>
    private static int LargestSize(MemoryPlanner planner, StyleTransferOptions options, TransferPictures pictures, long limitBytes)
    {
        const int Step = 16;
        int fits = 0, fails = (options.Size + Step - 1) / Step;
        while (fails - fits > 1)
        {
            int middle = (fits + fails) / 2;
            bool isLargeEnough = middle * Step >= SmallestSize;
            if (!isLargeEnough || CanFit(planner, options with { Size = middle * Step }, pictures, limitBytes))
                fits = middle;
            else
                fails = middle;
        }

        return fits * Step < SmallestSize ? 0 : fits * Step;
    }

    /// <summary>
    /// Whether <see cref="FitAtThisSize"/> or <see cref="FitOnHost"/> would find something: the shortest history fits whole, or in the
    /// smallest tiles.
    /// </summary>
    private static bool CanFit(MemoryPlanner planner, StyleTransferOptions options, TransferPictures pictures, long limitBytes)
    {
        StyleTransferOptions least = Shorter(options).LastOrDefault() ?? options;
        if (planner.IsOnDevice && options.ScratchFolder is null)
        {
            StyleTransferOptions onHost = least with { KeepsOnHost = true, Tiles = SmallestTiles(options) };
            MemoryPlan plan = planner.Plan(onHost, pictures);
            if (plan.LimitedBytes <= limitBytes && plan.HostBytes <= planner.HostLimitBytes)
                return true;
        }

        return planner.Plan(least, pictures).LimitedBytes <= limitBytes
            || planner.Plan(least with { Tiles = SmallestTiles(options) }, pictures).LimitedBytes <= limitBytes;
    }

    private static TilePlan? SmallestTiles(StyleTransferOptions options) =>
        options.Preset.ReadsWholeMaps ? null : options.Tiles ?? TileSearch.Smallest;

    private static string Mebibytes(long bytes) => $"{(bytes + (1 << 20) - 1) >> 20} MiB";
}
