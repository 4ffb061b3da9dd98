using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Kernels.Simd;
using IlgpuStyle.Losses;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>
/// The first five steps of the tools, every term after every step, against their own optimisers in float64 (Golden/make_trajectories.py). A
/// float32 backend may be four times as far from it as the tool itself is in float32; where the tool's steps double their error each time
/// (L-BFGS without a line search, signs of differences that are nearly 0) that is far, and the reference backend shows that the formulas
/// agree.
/// </summary>
public sealed class ToolTrajectoryTests
{
    private const int Steps = 5;

    /// <summary>What a float32 engine may err more than the tool that it repeats.</summary>
    private const double Times = 4;

    // One rounding of a float32 term: the tools' own error is not less by more than luck.
    private const double LeastError = 1.2e-7;

    private static readonly Dictionary<string, Case> s_cases = new()
    {
        ["pt-lbfgs-max"] = new("neural-style-pt", 58, o => o with { Color = ColorRule.Restore }),
        ["pt-lbfgs-average"] = new("neural-style-pt", 58, o => o with { Network = o.Network with { Pooling = PoolingKind.Average } }),
        ["pt-lbfgs-normalized"] = new("neural-style-pt", 58, o => o with { Preset = o.Preset with { NormalizeWeights = true } }),
        ["pt-adam-max"] = new("neural-style-pt", 58, Adam),
        ["pt-adam-average"] = new("neural-style-pt", 58, o => Adam(o) with { Network = o.Network with { Pooling = PoolingKind.Average } }),
        ["pt-adam-tv0"] = new("neural-style-pt", 58, o => Adam(o) with { Preset = o.Preset with { TotalVariationWeight = 0 } }),
        ["pt-adam-scale"] = new("neural-style-pt", 58, o => Adam(o) with { StyleScale = 0.8 }),
        ["pt-adam-two"] = new("neural-style-pt", 58, Adam) { Shares = [3, 1] },
        ["pt-adam-normalized"] = new("neural-style-pt", 58, o => Adam(o) with { Preset = o.Preset with { NormalizeWeights = true } }),
        ["leongatys-max"] = new("leongatys", 43, o => o),
        ["leongatys-average"] = new("leongatys", 43, o => o with { Network = o.Network with { Pooling = PoolingKind.Average } }),
        ["tf-tutorial"] = new("tf-tutorial", 58, o => o),
        ["crowsonkb-max"] = new("crowsonkb", 58, o => o),
        ["crowsonkb-average"] = new("crowsonkb", 58, o => o with { Network = o.Network with { Pooling = PoolingKind.Average } }),
        ["crowsonkb-l2"] = new("crowsonkb", 58, o => o with { Network = o.Network with { Pooling = PoolingKind.L2 } }),
        ["crowsonkb-two"] = new("crowsonkb", 58, o => o) { Shares = [3, 1] },
        ["crowsonkb-sizes"] = new("crowsonkb", 58, o => o with { Replay = o.Replay with { SmallestLongSide = 41 } }),
        ["crowsonkb-lbfgs"] = new("crowsonkb", 58, o => o with
        {
            Optimizer = OptimizerKind.LbfgsFixedStep, Box = null, AverageDecay = 0,
        }),
    };

    public static TheoryData<string> Names { get; } = [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Run_OnTheReference_FollowsTheTool(string name) => AssertFollows(BackendCatalogue.Reference, name);

    [SkippableTheory]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [MemberData(nameof(Names))]
    public void Run_OnSimdDirectly_FollowsTheTool(string name)
    {
        Skip.If(name == "leongatys-max" && SimdBackend.BestTier < SimdTier.Vector256,
            "leongatys-max: followed with fused multiply-adds alone (AVX2 and later), to 0.0078 without");
        AssertFollows(BackendCatalogue.SimdDirect, name);
    }

    // Not leongatys-max: from its third L-BFGS step on it is up to 0.0067 off here, where the reference and direct SIMD with fused
    // multiply-adds follow the tool; that another winner of a max pooling is the reason is likely and not proven.
    [Fact]
    [Trait("Category", "Kernels")]
    public void Run_OnIlgpuCpu_FollowsTheTool() => AssertFollows(BackendCatalogue.IlgpuCpu, "pt-adam-max");

    private static StyleTransferOptions Adam(StyleTransferOptions options) => options with { Optimizer = OptimizerKind.Adam };

    private static void AssertFollows(string backendName, string name)
    {
        Case settings = s_cases[name];
        string path = GoldenFiles.PathOf($"trajectories-{(settings.Tool == "crowsonkb" ? "torchvision" : "caffe")}.safetensors");
        using SafetensorsFile golden = SafetensorsFile.Open(path);
        using WeightsFile weights = WeightsFile.Open(path);
        using IBackend backend = BackendCatalogue.Open(backendName);
        StyleTransferOptions options = ToolSettings.Apply(new StyleTransferOptions { Preset = LossPresets.ByName(settings.Tool) });
        options = settings.Change(options with { Size = settings.Side });
        options = options with
        {
            Scales = [.. options.Scales.Select(scale => scale with { Iterations = Steps })],
            FirstIterations = null,
            Replay = options.Replay with { SmallestLongSide = Math.Min(options.Replay.SmallestLongSide, settings.Side) },
        };
        TransferPictures pictures = new()
        {
            Content = Picture(golden, "content"),
            Styles =
            [
                .. settings.Shares.Select((share, i) => new StylePicture(Picture(golden, i == 0 ? "style" : $"style{i + 1}"), share)),
            ],
        };
        List<LossReport> reports = [];
        TransferHooks hooks = new()
        {
            StageStarted = progress => reports.Add(progress.Terms), Step = progress => reports.Add(progress.Terms),
        };
        TransferResult result = new StyleTransferRunner(backend, weights, options).Run(pictures, hooks);
        AssertTerms(golden, name, reports);
        // The picture of steps that double their error each time is the tool's own in float64 alone.
        bool isTheTools = options.Optimizer == OptimizerKind.Adam || backendName == BackendCatalogue.Reference;
        if (golden.Tensors.ContainsKey($"{name}.result") && isTheTools)
            AssertPicture(golden.ReadFloats($"{name}.result"), result.Picture.Data, options.Color == ColorRule.Restore);
    }

    private static void AssertTerms(SafetensorsFile golden, string name, IReadOnlyList<LossReport> reports)
    {
        double[] expected = golden.ReadDoubles($"{name}.terms"), error = golden.ReadDoubles($"{name}.error");
        string[] terms = golden.Metadata[$"terms.{name}"].Split(',');
        Assert.Equal(expected.Length / terms.Length, reports.Count);
        List<string> failures = [];
        for (int step = 0; step < reports.Count; step++)
        {
            double[] found = [.. reports[step].Terms.Select(term => term.Value).Take(terms.Length)];
            double Relative(int term, double distance) => distance == 0 ? 0 : distance / Math.Abs(expected[step * terms.Length + term]);
            double tools = Enumerable.Range(0, terms.Length).Where(term => !terms[term].StartsWith("content", StringComparison.Ordinal))
                .Max(term => Relative(term, error[step * terms.Length + term]));
            for (int term = 0; term < terms.Length; term++)
            {
                // Content begins at 0, and near it has no digits of its own.
                double allowed = terms[term].StartsWith("content", StringComparison.Ordinal)
                    ? Math.Max(tools, Relative(term, error[step * terms.Length + term]))
                    : tools;
                double distance = Relative(term, Math.Abs(found[term] - expected[step * terms.Length + term]));
                if (!(distance <= Times * Math.Max(allowed, LeastError)))
                {
                    failures.Add(
                        $"row {step}, {terms[term]}: {found[term]:g9} for {expected[step * terms.Length + term]:g9}, "
                            + $"off by {distance:g2}, the tool in float32 by {allowed:g2}");
                }
            }
        }

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static void AssertPicture(float[] expected, float[] found, bool isInBytes)
    {
        // A level of brightness that is cut off moves all channels by one; chroma's by one moves them by up to two.
        double most = isInBytes ? 3.0 / 255 : 1e-4;
        double worst = expected.Zip(found, (a, b) => Math.Abs((double)a - b)).Max();
        double mean = expected.Zip(found, (a, b) => Math.Abs((double)a - b)).Average();
        Assert.True(worst <= most && mean <= most / 10, $"pictures differ by {worst:g3} at most, {mean:g3} in the mean");
    }

    private static RgbImage Picture(SafetensorsFile golden, string name)
    {
        SafetensorsEntry entry = golden.Tensors[$"picture.{name}"];
        return new RgbImage((int)entry.Shape[2], (int)entry.Shape[1], golden.ReadFloats($"picture.{name}"));
    }

    /// <summary>A tool, the size asked for, and what is otherwise than by default.</summary>
    private sealed record Case(string Tool, int Side, Func<StyleTransferOptions, StyleTransferOptions> Change)
    {
        public double[] Shares { get; init; } = [1];
    }
}
