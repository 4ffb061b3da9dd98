using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
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
    /// <param name="isShared">Whether several devices may be given tiles to share.</param>
    /// <exception cref="InputException">Nothing fits, or the network does not.</exception>
    public static RunForecast Make(
        IBackend backend, string backendReason, WeightsFile weights, StyleTransferOptions options, TransferPictures pictures,
        long? limitBytes, long followingBytes, TransferCache cache, Speed? speed = null, bool isShared = true)
    {
        using MemoryPlanner planner = new(backend, weights, options) { FollowingBytes = followingBytes };
        StyleTransferOptions fitting = limitBytes is null && backend.Devices == 1
            ? options
            : MemoryBudget.Fit(planner, options, pictures, limitBytes ?? long.MaxValue, isShared);
        MemoryPlan memory = planner.Plan(fitting, pictures);
        PreparedNetwork network = cache.Network(backend, weights, fitting.Preset.Layers, fitting.Network);
        // Small pictures are not shared; what the shares of a large one save is known from the plan.
        speed ??= Speed.Measure(network, backend.Devices > 1 ? fitting with { Tiles = null } : fitting, pictures);
        double cost = fitting.Tiles is null
            ? 1
            : memory.MultiplyAdds / planner.Plan(fitting with { Tiles = null }, pictures).MultiplyAdds;
        RunPlan plan = new(
            [.. speed.Stages(fitting, pictures.Content.Size).Select(stage => WithTiles(stage, fitting.Tiles, cost))], memory);
        string changes = DescribeChanges(options, fitting, backend.Devices, memory.Size);
        return new RunForecast(fitting, plan, backendReason, changes, speed);
    }

    private static StagePlan WithTiles(StagePlan stage, TilePlan? tiles, double cost) =>
        tiles is null || !tiles.Cuts(stage.Size.Width, stage.Size.Height)
            ? stage
            : stage with { SecondsPerEvaluation = cost * stage.SecondsPerEvaluation, Time = cost * stage.Time };

    private static string DescribeChanges(StyleTransferOptions wanted, StyleTransferOptions fitting, int devices, ImageSize size)
    {
        string shares = devices == 1 ? ""
            : fitting.Tiles is { } dealt && dealt.Cuts(size.Width, size.Height) ? $"{devices} devices share the tiles: {dealt}"
            : "the first device makes the picture alone: in tiles it would take longer";
        List<string> changes = [];
        if (fitting.HistorySize != wanted.HistorySize)
            changes.Add($"{fitting.HistorySize} curvature pairs instead of {wanted.HistorySize}");
        if (fitting.Tiles is { } tiles && wanted.Tiles is null && devices == 1)
            changes.Add($"tiles: {tiles}");
        if (fitting.KeepsOnHost && !wanted.KeepsOnHost)
            changes.Add("picture, vectors and maps in the host's memory (--offload)");
        string fits = changes.Count == 0 ? "" : $"{string.Join("; ", changes)}, to fit the memory allowed";
        return string.Join("; ", ((string[])[shares, fits]).Where(text => text.Length > 0));
    }
}
