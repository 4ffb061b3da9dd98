using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Planning;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Planning;

/// <summary>What is planned is what a run then takes.</summary>
[Trait("Category", "Kernels")]
[Trait("Category", "WholeNetwork")]
public sealed class MemoryPlannerTests
{
    private static readonly StyleTransferOptions s_short = new()
    {
        Size = 96, Scales = StyleTransferOptions.OneScale(2), Network = new NetworkOptions(null, PaddingMode.Zero),
    };

    [Theory]
    [Trait("Category", "Simd")]
    [InlineData(64, OptimizerKind.Lbfgs, 1)]
    [InlineData(200, OptimizerKind.Lbfgs, 1)]
    [InlineData(333, OptimizerKind.Lbfgs, 1)]
    [InlineData(128, OptimizerKind.Adam, 1)]
    [InlineData(128, OptimizerKind.Lbfgs, 2.5)]
    public void Plan_Simd_IsWithinTwoPerCentOfTheRun(int size, OptimizerKind optimizer, double styleScale) =>
        AssertPlan("simd", s_short with { Size = size, Optimizer = optimizer, StyleScale = styleScale }, 0.02);

    /// <summary>
    /// Frames of the backward are counted for the picture, not for the painting, which only runs forward. With a large painting the peak is
    /// its own pass, before the picture's first frame (2 MB here), which the plan adds nevertheless.
    /// </summary>
    [Theory]
    [Trait("Category", "Simd")]
    [InlineData(200, 1, 0.02)]
    [InlineData(128, 2.5, 0.03)]
    public void Plan_ReplicatePadding_CountsTheFramesThatAreFolded(int size, double styleScale, double tolerance) => AssertPlan(
        "simd", s_short with { Size = size, StyleScale = styleScale, Network = new NetworkOptions(null, PaddingMode.Replicate) },
            tolerance);

    [Theory]
    [Trait("Category", "Simd")]
    [InlineData("nearest", 128, 1)]
    [InlineData("nearest", 200, 1)]
    [InlineData("nearest", 160, 1.5)]
    [InlineData("sliced", 128, 1)]
    [InlineData("sliced", 200, 1)]
    [InlineData("sliced", 160, 1.5)]
    [InlineData("strotss", 160, 1.5)]
    public void Plan_StyleOfWholeMaps_IsWithinTwoPerCentOfTheRun(string preset, int size, double styleScale) => AssertPlan(
        "simd", s_short with { Size = size, StyleScale = styleScale, Preset = LossPresets.ByName(preset) }, 0.02);

    [Fact]
    [Trait("Category", "Simd")]
    public void Plan_PatchesOfOneLayer_IsWithinTwoPerCentOfTheRun() => AssertPlan(
        "simd",
        s_short with
        {
            Size = 200, Preset = LossPresets.Nearest with { MatchPatch = 3, StyleLayers = [new LayerWeight("conv3_1", 1)] },
        },
        0.02);

    [Fact]
    public void Plan_IlgpuCpu_IsWithinTwoPerCentOfTheRun() => AssertPlan("ilgpu-cpu", s_short with { Size = 24 }, 0.02);

    [Fact]
    public void Plan_IlgpuCpuWithTilesFromTheHost_IsWithinTwoPerCentOfTheRun() => AssertPlan(
        "ilgpu-cpu", s_short with { Size = 32, Scales = StyleTransferOptions.OneScale(1), KeepsOnHost = true,
            Tiles = TilePlan.Parse("pool1:16,end:*") }, 0.02);

    /// <summary>What was a vector on the device is one on the host; two slots for tiles and pieces come in, in both places.</summary>
    [Fact]
    public void Plan_KeepsOnHost_CountsTheHostApart()
    {
        using IBackend backend = new LooseBackend(BackendCatalogue.Open("simd"), LooseOrder.OperatorsLate, hasOwnMemory: true);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        StyleTransferOptions options = s_short with { Size = 2048, Tiles = TilePlan.Parse("pool3:512,end:*") };
        using MemoryPlanner planner = new(backend, weights, options);
        MemoryPlan onDevice = planner.Plan(options, Pictures()), onHost = planner.Plan(options with { KeepsOnHost = true }, Pictures());
        Assert.Equal(0, onDevice.Parts[MemoryPart.Host]);
        MemoryPlan inFiles = planner.Plan(options with { ScratchFolder = "." }, Pictures());
        // A tile of 560×560 pixels, and a piece of 64×64 positions of pool3 with the 256 channels of VGG19 or fewer, twice.
        Assert.InRange(inFiles.Parts[MemoryPart.Host], 2L * 4 * 3 * 540 * 540, 2L * 4 * (3 * 600 * 600 + 256 * 64 * 64) + (96L << 20));
        Assert.InRange(onHost.Parts[MemoryPart.Host], inFiles.ScratchBytes, inFiles.ScratchBytes + inFiles.Parts[MemoryPart.Host]);
        Assert.Equal(inFiles.BackendBytes, onHost.BackendBytes);
        // 22 vectors of the history, x, the step before, direction and two gradients, of 38 MB each.
        Assert.True(onHost.BackendBytes < onDevice.BackendBytes - 24L * 3 * 2048 * 1536 * sizeof(float),
            $"{onHost.BackendBytes} of {onDevice.BackendBytes}");
        Assert.Equal(onHost.HostBytes, onHost.Parts[MemoryPart.Host] + onHost.Parts[MemoryPart.Pictures]
            + onHost.Parts[MemoryPart.Runtime]);
    }

    // Making 4096 directions orthogonal takes seconds, and a plan is made dozens of times where little fits.
    [Fact]
    public void Plan_Sliced_DrawsNoDirections()
    {
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        StyleTransferOptions options = s_short with { Preset = LossPresets.Sliced with { Directions = 4096 } };
        using MemoryPlanner planner = new(backend, weights, options);
        long before = GC.GetAllocatedBytesForCurrentThread();
        planner.Plan(options, Pictures());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1L << 20);
    }

    [Fact]
    public void Plan_TwoScales_CountsTheLarger()
    {
        MemoryPlan one = PlanOf(s_short with { Size = 400 });
        MemoryPlan two = PlanOf(s_short with { Size = 400, Scales = ScalePlan.Pyramid(2) });
        Assert.Equal(one.BackendBytes, two.BackendBytes);
    }

    [Fact]
    public void Plan_MoreHistory_CountsItsPairsAlone()
    {
        MemoryPlan few = PlanOf(s_short with { HistorySize = 5 }), many = PlanOf(s_short with { HistorySize = 9 });
        long vector = 3L * 96 * 72 * sizeof(float);
        Assert.Equal(2 * 4 * vector, many.Parts[MemoryPart.History] - few.Parts[MemoryPart.History]);
        Assert.Equal(few.Parts[MemoryPart.Activations], many.Parts[MemoryPart.Activations]);
    }

    [Fact]
    public void Plan_HugePicture_HoldsNothing()
    {
        long before = Environment.WorkingSet;
        MemoryPlan plan = PlanOf(s_short with { Size = 8192 });
        Assert.True(plan.BackendBytes > 10L << 30, $"{plan.BackendBytes}");
        Assert.True(Environment.WorkingSet - before < 256L << 20, $"{Environment.WorkingSet - before}");
    }

    /// <summary>
    /// A rehearsal of thousands of tiles, in files, with masks: no buffer, no mask and nothing for each row is made, or a search over many
    /// plans takes minutes.
    /// </summary>
    [Fact]
    [Trait("Category", "Simd")]
    public void Plan_HugePictureInSmallTiles_MakesNeitherBuffersNorMasks()
    {
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        StyleTransferOptions options = s_short with { Size = 4096, Scales = StyleTransferOptions.OneScale(1), Tiles = TilePlan.Blocks(128),
            ScratchFolder = "." };
        using MemoryPlanner planner = new(backend, weights, options);
        Mask mask = new(8, 8, [.. Enumerable.Range(0, 64).Select(i => (float)(i % 2))]);
        TransferPictures pictures = Pictures() with { ContentMask = mask, Pinned = mask };
        pictures = pictures with { Styles = [pictures.Styles[0] with { Part = mask, Region = mask }] };
        planner.Plan(options, pictures);
        long before = GC.GetAllocatedBytesForCurrentThread();
        long withMasks = planner.Plan(options, pictures).LimitedBytes;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24L << 20);
        // At least each of the four at its full size.
        Assert.True(withMasks - planner.Plan(options, Pictures()).LimitedBytes > 4 * sizeof(float) * 4096L * 3072, $"{withMasks}");
    }

    private static void AssertPlan(string name, StyleTransferOptions options, double tolerance)
    {
        using IBackend backend = BackendCatalogue.Open(name);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        TransferPictures pictures = Pictures();
        using MemoryPlanner planner = new(backend, weights, options);
        MemoryPlan plan = planner.Plan(options, pictures);
        using (PreparedNetwork network = new(backend, weights, options.Preset.Layers, options.Network))
        {
            // Sliced style has its directions there too.
            long most = options.Preset.StyleKind == StyleKind.Sliced ? 1 << 20 : 0;
            Assert.InRange(plan.Parts[MemoryPart.Weights] - backend.AllocatedBytes, most > 0 ? 1 : 0, most);
        }

        long workspace = backend.AllocatedBytes;
        new StyleTransferRunner(backend, weights, options).Run(pictures);
        long measured = backend.PeakAllocatedBytes;
        Assert.True(
            Math.Abs(plan.BackendBytes - measured) <= tolerance * measured,
            $"planned {string.Join(", ", plan.Parts)}: {plan.BackendBytes}; measured {measured}, "
                + $"workspace {backend.AllocatedBytes - workspace}");
    }

    private static MemoryPlan PlanOf(StyleTransferOptions options)
    {
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        using MemoryPlanner planner = new(backend, weights, options);
        return planner.Plan(options, Pictures());
    }

    private static TransferPictures Pictures() => new()
    {
        Content = TestPictures.Waves(80, 60, 1),
        Styles = [new StylePicture(TestPictures.Waves(50, 70, 2))],
    };
}
