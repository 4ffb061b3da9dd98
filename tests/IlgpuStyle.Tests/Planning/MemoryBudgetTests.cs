using System.Text.RegularExpressions;
using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Planning;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Planning;

/// <summary>What a limit makes of a run.</summary>
public sealed class MemoryBudgetTests : IDisposable
{
    // Not what the process of all tests happens to hold.
    private const long Runtime = 150L << 20;

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

    public MemoryBudgetTests() => _planner = new MemoryPlanner(_backend, _weights, s_options) { RuntimeBytes = Runtime };

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
    public void Fit_NearestStyle_IsNotTiledButNamesTheSizeThatFits()
    {
        // The network of the tests ends with the default's layers.
        LossPreset preset = s_options.Preset with { StyleKind = StyleKind.Nearest };
        StyleTransferOptions nearest = s_options with { Tiles = null, Preset = preset };
        long limit = Needs(nearest with { Size = 512, HistorySize = 3 });
        string message = Assert.Throws<InputException>(() => Fit(nearest, limit)).Message;
        int size = int.Parse(Regex.Match(message, @"size (\d+)").Groups[1].Value, null);
        // What sizes need does not rise with every step of 16 pixels: scratch memory depends on how tiles of the convolutions fit.
        Assert.InRange(size, 400, 640);
        StyleTransferOptions fitting = Fit(nearest with { Size = size }, limit);
        Assert.Null(fitting.Tiles);
        Assert.True(Needs(fitting) <= limit);
    }

    [Fact]
    public void Fit_TooLittleForThreePairs_NamesTheLargestSizeThatFits()
    {
        long limit = Needs(s_options with { HistorySize = 3 }) - 1;
        InputException exception = Assert.Throws<InputException>(() => Fit(s_options, limit));
        int size = int.Parse(Regex.Match(exception.Message, @"(?:fits is|files) size (\d+)").Groups[1].Value, null);
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

    [Fact]
    public void Fit_ScratchFilesWouldFit_NamesTheCommandAndWhatItTakes()
    {
        StyleTransferOptions free = s_options with { Tiles = null, Size = 2000 };
        long limit = Needs(free with { HistorySize = 3, Tiles = TilePlan.Blocks(64) }) - (64L << 20);
        string message = Assert.Throws<InputException>(() => Fit(free, limit)).Message;
        Match command = Regex.Match(message, @"with scratch folder \., tiles (\S+) needs (\d+) MiB, and (\d+) MiB on the disk");
        Assert.True(command.Success, message);
        // The history is in files: there is no reason to shorten it.
        MemoryPlan plan = _planner.Plan(free with { ScratchFolder = ".", Tiles = TilePlan.Parse(command.Groups[1].Value) }, _pictures);
        Assert.InRange(plan.LimitedBytes, 1, limit);
        Assert.Equal((plan.LimitedBytes + (1 << 20) - 1) >> 20, long.Parse(command.Groups[2].Value, null));
        Assert.Equal((plan.ScratchBytes + (1 << 20) - 1) >> 20, long.Parse(command.Groups[3].Value, null));
        // 20 pairs, x, its best, the step before, the direction and two gradients, of 36 MB each, and the content targets.
        Assert.InRange(plan.ScratchBytes, 46L * 3 * 2000 * 1500 * sizeof(float), 70L * 3 * 2000 * 1500 * sizeof(float));
        Assert.Equal(command.Groups[1].Value, Fit(free with { ScratchFolder = "." }, limit).Tiles!.Text);
    }

    /// <summary>On a card what does not fit in tiles with the shortest history goes to the host, if that holds it.</summary>
    [Fact]
    public void Fit_CardTooSmallForTheVectors_KeepsThemOnTheHost()
    {
        using IBackend card = new LooseBackend(BackendCatalogue.Open(BackendCatalogue.Simd), LooseOrder.OperatorsLate, hasOwnMemory: true);
        using MemoryPlanner planner = new(card, _weights, s_options) { RuntimeBytes = Runtime, HostLimitBytes = 4L << 30 };
        StyleTransferOptions free = s_options with { Tiles = null, Size = 2000 };
        long limit = planner.Plan(free with { HistorySize = 3, Tiles = TilePlan.Blocks(64) }, _pictures).LimitedBytes - (64L << 20);
        StyleTransferOptions fitting = MemoryBudget.Fit(planner, free, _pictures, limit);
        Assert.True(fitting.KeepsOnHost);
        // The history is not on the card: there is no reason to shorten it.
        Assert.Equal(20, fitting.HistorySize);
        Assert.InRange(planner.Plan(fitting, _pictures).LimitedBytes, 1, limit);

        using MemoryPlanner small = new(card, _weights, s_options) { RuntimeBytes = Runtime, HostLimitBytes = 1L << 30 };
        Assert.Contains("scratch folder .", Assert.Throws<InputException>(() => MemoryBudget.Fit(small, free, _pictures, limit)).Message);
    }

    [Fact]
    public void Fit_TilesNeeded_ShortensTheHistoryRatherThanRecomputeMuch()
    {
        StyleTransferOptions free = s_options with { Tiles = null };
        long limit = Needs(free with { HistorySize = 20, Tiles = TilePlan.Blocks(128) });
        StyleTransferOptions fitting = Fit(free, limit);
        Assert.InRange(fitting.HistorySize, 3, 19);
        Assert.InRange(Needs(fitting), 1, limit);
        Assert.True(
            _planner.Plan(fitting, _pictures).MultiplyAdds < 0.8 * _planner.Plan(free with { Tiles = TilePlan.Blocks(128) }, _pictures)
                .MultiplyAdds,
            $"{fitting.Tiles}");
    }

    private StyleTransferOptions Fit(StyleTransferOptions options, long limit) => MemoryBudget.Fit(_planner, options, _pictures, limit);

    private long Needs(StyleTransferOptions options) => _planner.Plan(options, _pictures).LimitedBytes;
}
