using IlgpuStyle.Backends;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Planning;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Planning;

/// <summary>Memory decides whether a run is cut into tiles, and into which.</summary>
[Trait("Category", "Simd")]
public sealed class TileSearchTests : IDisposable
{
    private static readonly StyleTransferOptions s_options = new() { Size = 512, Scales = StyleTransferOptions.OneScale(1), HistorySize = 3 };

    private readonly IBackend _backend = BackendCatalogue.Open(BackendCatalogue.Simd);
    private readonly WeightsFile _weights = WeightsFile.OpenEmbedded();
    private readonly TransferPictures _pictures = new()
    {
        Content = TestPictures.Waves(512, 416, 1), Styles = [new StylePicture(TestPictures.Waves(200, 160, 2))],
    };

    public void Dispose()
    {
        _weights.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void Fit_EnoughMemory_DoesNotTile()
    {
        using MemoryPlanner planner = new(_backend, _weights, s_options);
        long needed = planner.Plan(s_options, _pictures).LimitedBytes;
        Assert.Null(MemoryBudget.Fit(planner, s_options, _pictures, needed).Tiles);
        Assert.NotNull(MemoryBudget.Fit(planner, s_options, _pictures, needed - 1).Tiles);
    }

    [Fact]
    public void Fit_LessMemory_TakesSmallerTilesAndMoreWork()
    {
        using MemoryPlanner planner = new(_backend, _weights, s_options);
        MemoryPlan whole = planner.Plan(s_options, _pictures);
        long fixedBytes = whole.LimitedBytes - whole.Parts[MemoryPart.Activations];
        double work = whole.MultiplyAdds;
        foreach (double share in (double[])[0.7, 0.5, 0.35])
        {
            long limit = fixedBytes + (long)(share * whole.Parts[MemoryPart.Activations]);
            MemoryPlan plan = planner.Plan(MemoryBudget.Fit(planner, s_options, _pictures, limit), _pictures);
            Assert.InRange(plan.LimitedBytes, 1, limit);
            Assert.True(plan.MultiplyAdds > work, $"{share}: {plan.MultiplyAdds} after {work}");
            work = plan.MultiplyAdds;
        }
    }

    [Fact]
    [Trait("Category", "WholeNetwork")]
    public void Plan_OfATiledRun_IsWhatTheRunHolds()
    {
        StyleTransferOptions options = s_options with { Tiles = TilePlan.Blocks(128) };
        long planned;
        using (MemoryPlanner planner = new(_backend, _weights, options))
            planned = planner.Plan(options, _pictures).BackendBytes;
        TransferResult result = new StyleTransferRunner(_backend, _weights, options).Run(_pictures);
        Assert.InRange(result.PeakBytes, 0.9 * planned, 1.02 * planned);
    }
}
