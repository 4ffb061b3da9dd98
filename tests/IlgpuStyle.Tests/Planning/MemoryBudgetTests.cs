using System.Text.RegularExpressions;
using IlgpuStyle.Backends;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Planning;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Planning;

/// <summary>What a limit makes of a run.</summary>
public sealed class MemoryBudgetTests : IDisposable
{
    // One tile, the user's own, which is kept: what is left to give is the history.
    private static readonly StyleTransferOptions s_options = new()
    {
        Size = 1000,
        HistorySize = 20,
        Scales = StyleTransferOptions.OneScale(5),
        Tiles = TilePlan.Blocks(4096),
    };

    private readonly IBackend _backend = BackendCatalogue.Open(BackendCatalogue.Simd);
    private readonly WeightsFile _weights = WeightsFile.OpenEmbedded();
    private readonly MemoryPlanner _planner;
    private readonly TransferPictures _pictures = new()
    {
        Content = TestPictures.Waves(80, 60, 1),
        Styles = [new StylePicture(TestPictures.Waves(50, 70, 2))],
    };

    public MemoryBudgetTests() => _planner = new MemoryPlanner(_backend, _weights, s_options) { RuntimeBytes = 150L << 20 };

    public void Dispose()
    {
        _planner.Dispose();
        _weights.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void Fit_Enough_ChangesNothing() => Assert.Same(s_options, Fit(s_options, Needs(s_options)));

    [Fact]
    public void Fit_AByteTooLittle_DropsOnePair() => Assert.Equal(19, Fit(s_options, Needs(s_options) - 1).HistorySize);

    [Fact]
    public void Fit_RoomForSevenPairs_KeepsSeven() =>
        Assert.Equal(7, Fit(s_options, Needs(s_options with { HistorySize = 7 })).HistorySize);

    [Fact]
    public void Fit_TooLittleForThreePairs_NamesTheLargestSizeThatFits()
    {
        long limit = Needs(s_options with { HistorySize = 3 }) - 1;
        InputException exception = Assert.Throws<InputException>(() => Fit(s_options, limit));
        int size = int.Parse(Regex.Match(exception.Message, @"--size (\d+)").Groups[1].Value, null);
        Assert.InRange(size, 960, 999);
        Assert.True(Needs(Fit(s_options with { Size = size }, limit)) <= limit);
        Assert.True(Needs(s_options with { Size = size + 16, HistorySize = 3 }) > limit);
    }

    [Fact]
    public void Fit_Adam_HasNoHistoryToShorten()
    {
        StyleTransferOptions adam = s_options with { Optimizer = OptimizerKind.Adam };
        Assert.Throws<InputException>(() => Fit(adam, Needs(adam) - 1));
    }

    [Fact]
    public void Fit_LessThanTheRuntime_SaysThatNoSizeFits() =>
        Assert.Contains("no size fits", Assert.Throws<InputException>(() => Fit(s_options, 100L << 20)).Message);

    private StyleTransferOptions Fit(StyleTransferOptions options, long limit) => MemoryBudget.Fit(_planner, options, _pictures, limit);

    private long Needs(StyleTransferOptions options) => _planner.Plan(options, _pictures).LimitedBytes;
}
