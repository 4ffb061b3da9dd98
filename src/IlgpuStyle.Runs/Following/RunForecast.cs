using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Planning;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Following;

/// <summary>
/// What a run will take, made to fit the memory that the user allows, and why it is made on this device.
/// </summary>
/// <param name="Options">The user's, or such as fit.</param>
/// <param name="Plan">Time and memory with these options.</param>
/// <param name="BackendReason">Why this device.</param>
/// <param name="Changes">What was changed to fit, for people; empty if nothing.</param>
/// <param name="Speed">What the time was told from.</param>
internal sealed record RunForecast(
    StyleTransferOptions Options, RunPlan Plan, string BackendReason, string Changes, Speed Speed)
{
    /// <summary>Plans the memory, makes it fit, then measures the speed.</summary>
    /// <param name="backend">Where the run will be.</param>
    /// <param name="backendReason">Why there.</param>
    /// <param name="weights">The network.</param>
    /// <param name="options">What the user wants.</param>
    /// <param name="pictures">What it is made from.</param>
    /// <param name="limitBytes">The most memory; null for no limit.</param>
    /// <param name="followingBytes">What those who follow the run take at most.</param>
    /// <param name="cache">Gets the packed network, which the run then finds there.</param>
    /// <param name="speed">The speed of a run that differs in size and steps alone; null measures it.</param>
    /// <exception cref="InputException">Nothing fits, or the network does not.</exception>
    public static RunForecast Make(
        IBackend backend, string backendReason, WeightsFile weights, StyleTransferOptions options, TransferPictures pictures,
        long? limitBytes, long followingBytes, TransferCache cache, Speed? speed = null)
    {
        using MemoryPlanner planner = new(backend, weights, options) { FollowingBytes = followingBytes };
        StyleTransferOptions fitting = limitBytes is long limit
            ? MemoryBudget.Fit(planner, options, pictures, limit)
            : options;
        MemoryPlan memory = planner.Plan(fitting, pictures);
        PreparedNetwork network = cache.Network(backend, weights, fitting.Preset.Layers, fitting.Network);
        speed ??= Speed.Measure(network, fitting, pictures);
        double cost = fitting.Tiles is null
            ? 1
            : memory.MultiplyAdds / planner.Plan(fitting with { Tiles = null }, pictures).MultiplyAdds;
        RunPlan plan = new(
            [.. speed.Stages(fitting, pictures.Content.Size).Select(stage => WithTiles(stage, fitting.Tiles, cost))], memory);
        return new RunForecast(fitting, plan, backendReason, DescribeChanges(options, fitting), speed);
    }

    private static StagePlan WithTiles(StagePlan stage, TilePlan? tiles, double cost) =>
        tiles is null || !tiles.Cuts(stage.Size.Width, stage.Size.Height)
            ? stage
            : stage with { SecondsPerEvaluation = cost * stage.SecondsPerEvaluation, Time = cost * stage.Time };

    private static string DescribeChanges(StyleTransferOptions wanted, StyleTransferOptions fitting)
    {
        List<string> changes = [];
        if (fitting.HistorySize != wanted.HistorySize)
            changes.Add($"{fitting.HistorySize} curvature pairs instead of {wanted.HistorySize}");
        if (fitting.Tiles is { } tiles && wanted.Tiles is null)
            changes.Add($"tiles: {tiles}");
        if (fitting.KeepsOnHost && !wanted.KeepsOnHost)
            changes.Add("picture, vectors and maps in the host's memory (--offload)");
        return changes.Count == 0 ? "" : $"{string.Join("; ", changes)}, to fit the memory allowed";
    }
}
