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
    private static readonly StyleTransferOptions s_options =
        new() { Size = 512, Scales = StyleTransferOptions.OneScale(1), HistorySize = 3 };

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

    [Theory]
    [InlineData(512, 416)]
    [InlineData(512, 192)]
    [InlineData(192, 512)]
    public void Fit_SquaresAndStrips_TakesWhatCostsLeast(int width, int height)
    {
        TransferPictures pictures = _pictures with { Content = TestPictures.Waves(width, height, 1) };
        using MemoryPlanner planner = new(_backend, _weights, s_options);
        MemoryPlan whole = planner.Plan(s_options, pictures);
        int strips = 0;
        foreach (double share in (double[])[0.8, 0.7, 0.6, 0.5, 0.4])
        {
            long limit = whole.LimitedBytes - (long)((1 - share) * whole.Parts[MemoryPart.Activations]);
            StyleTransferOptions fitting = MemoryBudget.Fit(planner, s_options, pictures, limit);
            double cost = planner.Plan(fitting, pictures).MultiplyAdds;
            TileSegment first = fitting.Tiles!.Segments[0];
            strips += first.TileHeight == TileSegment.Whole || first.TileWidth == TileSegment.Whole ? 1 : 0;
            foreach (int side in (int[])[384, 256, 192, 128, 96, 64])
            {
                foreach (string tiles in (string[])[$"pool3:{side},end:*", $"pool3:{side}x*,end:*", $"pool3:*x{side},end:*"])
                {
                    MemoryPlan other = planner.Plan(fitting with { Tiles = TilePlan.Parse(tiles) }, pictures);
                    Assert.True(other.LimitedBytes > limit || other.MultiplyAdds >= cost, $"{tiles} costs less than {fitting.Tiles.Text}");
                }
            }
        }

        Assert.InRange(strips, 1, 5);
    }

    [Theory]
    [InlineData("pool3:512x*,end:*", 512, TileSegment.Whole)]
    [InlineData("pool2:64,end:128x96", 64, 64)]
    public void Text_OfAPlan_ReadsBack(string text, int height, int width)
    {
        TilePlan plan = TilePlan.Parse(text);
        Assert.Equal(text, plan.Text);
        Assert.Equal((height, width), (plan.Segments[0].TileHeight, plan.Segments[0].TileWidth));
        Assert.Equal(TilePlan.Deepest, plan.Segments[^1].LastLayer);
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
