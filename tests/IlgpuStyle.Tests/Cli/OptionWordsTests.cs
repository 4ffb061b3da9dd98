using System.Globalization;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Tests.Cli.Runs;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Cli;

/// <summary>
/// Every word of transfer that decides what is computed reaches the library. That the library heeds it is tested there, and for the masks
/// and formulas in <see cref="FormulaOptionTests"/>.
/// </summary>
public sealed class OptionWordsTests : IDisposable
{
    private readonly WeightsFile _weights = WeightsFile.OpenEmbedded();
    private readonly string _picture = Path.GetTempFileName();

    private static readonly StyleTransferOptions s_defaults = new();

    /// <summary>What is typed, where it arrives, and what is there without it.</summary>
    private static readonly (string Words, Func<StyleTransferOptions, object?> Read, string Expected, string Default)[] s_table =
    [
        ("--first-iterations 9", o => o.FirstIterations, "9", ""),
        ("-n 7 --first-iterations 9", o => o.FirstIterations, "9", ""),
        ("--tv-kind absolute", o => o.Preset.TotalVariationKind, "Absolute", "Squared"),
        ("--tv-kind absolute", o => o.Preset.TotalVariationColor, "1", "4"),
        ("--tv-kind power:1.25", o => o.Preset.TotalVariationKind, "Power125", "Squared"),
        ("--preset crowsonkb --tv-kind absolute", o => o.Preset.TotalVariationStencil, "Axes", "Axes"),
        ("--content-normalization mean", o => o.Preset.ContentNormalization, "Mean", "HalfRelative"),
        ("--normalize-weights", o => o.Preset.NormalizeWeights, "True", "False"),
        ("--optimizer adam --adam-beta1 0.5", o => o.Adam.Beta1, "0.5", "0.9"),
        ("--adam-beta2 0.99", o => o.Adam.Beta2, "0.99", "0.999"),
        ("--adam-epsilon 0.1", o => o.Adam.Epsilon, "0.1", "1E-08"),
        ("--learning-rate-decay 0.998", o => o.Adam.LearningRateDecay, "0.998", "1"),
        ("--carry-moments", o => o.Adam.CarriesMoments, "True", "False"),
        ("--preset neural-style-pt --exact --adam-epsilon 0.1", o => o.Adam.Epsilon, "0.1", "1E-08"),
        ("--size 333", o => o.Size, "333", "640"),
        ("--draft", o => o.Size, "320", "640"),
        ("--draft", o => o.Scales[^1].Iterations, "11", "38"),
        ("--size 333 --draft", o => o.Size, "333", "640"),
        ("-n 7 --draft", o => o.Scales[^1].Iterations, "7", "38"),
        ("--style-scale 1.5", o => o.StyleScale, "1.5", "1"),
        ("--style-size 300", o => o.StyleSize, "300", ""),
        ("-n 7", o => o.Scales[^1].Iterations, "7", "38"),
        ("-n 7", o => o.Scales[0].Iterations, "7", "38"),
        ("--preset bold", o => o.Scales[^1].Iterations, "38", "38"),
        ("--preset gatys", o => o.Scales[^1].Iterations, "44", "38"),
        ("--preset painterly --optimizer adam", o => o.Scales[^1].Iterations, "44", "38"),
        ("--style-kind gram", o => o.Scales[^1].Iterations, "44", "38"),
        ("--preset gatys --style-kind centred-gram", o => o.Scales[^1].Iterations, "38", "38"),
        ("--preset gatys -n 7", o => o.Scales[^1].Iterations, "7", "38"),
        ("--preset gatys --draft", o => o.Scales[^1].Iterations, "11", "38"),
        ("--scales 3", o => o.Scales.Count, "3", "18"),
        ("--scales 3", o => o.SmallestShortSide, "96", ""),
        ("--preset gatys", o => o.Preset.Name, "gatys", "painterly"),
        ("--content-weight 3", o => o.Preset.ContentWeight, "3", "1"),
        ("--style-weight 3", o => o.Preset.StyleWeight, "3", "2"),
        ("--tv-weight 3", o => o.Preset.TotalVariationWeight, "3", "50"),
        ("--tv-color 3", o => o.Preset.TotalVariationColor, "3", "4"),
        ("--content-layers conv1_1:2,conv3_2:5", o => Layers(o.Preset.ContentLayers), "conv1_1:2 conv3_2:5", "conv2_2:0.4 conv3_2:0.6"),
        ("--content-layers conv1_1,conv3_2", o => Layers(o.Preset.ContentLayers), "conv1_1:0.5 conv3_2:0.5", "conv2_2:0.4 conv3_2:0.6"),
        ("--style-layers conv1_1:2,conv3_1", o => Layers(o.Preset.StyleLayers.Take(1)), "conv1_1:2", "conv1_1:1"),
        ("--style-layers conv1_1,conv3_1", o => Layers(o.Preset.StyleLayers.Skip(1).Take(1)), "conv3_1:3.5", "conv1_2:1"),
        ("--pooling l2", o => o.Network.Pooling, "L2", ""),
        ("--padding reflect", o => o.Network.Padding, "Reflect", "Replicate"),
        ("--padding circular", o => o.Network.Padding, "Circular", "Replicate"),
        ("--optimizer gd --learning-rate 0.3", o => o.Optimizer, "GradientDescent", "Lbfgs"),
        ("--optimizer gd --learning-rate 0.3", o => o.LearningRate, "0.3", ""),
        ("--history 3", o => o.HistorySize, "3", "10"),
        ("--max-rollbacks 2", o => o.MaxRollbacks, "2", "5"),
        ("--exact --preset crowsonkb", o => o.AverageDecay, "0.99", "0"),
        ("--style-kind wasserstein", o => o.Preset.StyleKind, "Wasserstein", "CentredGram"),
        ("--style-kind shifted-gram --activation-shift 0.5", o => o.Preset.ActivationShift, "0.5", "-1"),
        ("--style-kind nearest --match-every 7", o => o.Preset.MatchEvery, "7", "10"),
        ("--preset nearest", o => o.SmallestShortSide, "96", ""),
        ("--style-kind nearest --match-patch 3", o => o.Preset.MatchPatch, "3", "1"),
        ("--style-kind sliced --directions 7", o => o.Preset.Directions, "7", ""),
        ("--style-kind emd --samples 99", o => o.Preset.Samples, "99", "1024"),
        ("--content-kind self-similarity --coarse-content 1", o => $"{o.Preset.ContentKind} {o.Preset.CoarseContent}", "SelfSimilarity 1",
            "Features 0"),
        ("--laplacian 50", o => o.Preset.LaplacianWeight, "50", "0"),
        ("--laplacian 50 --laplacian-pool 2", o => o.Preset.LaplacianPool, "2", "4"),
        ("--attract {picture} --attract-weight 3", o => o.Preset.AttractionWeight, "3", "10"),
        ("--style-blend losses", o => o.Preset.StyleBlend, "Losses", "Statistics"),
        ("--style-profile geometric:2 --style-layers conv1_1,conv2_1", o =>
            Layers(o.Preset.StyleLayers.Skip(1).Take(1)), "conv2_1:4.667", "conv1_2:1"),
        ("--style-profile inverse-square", o => Math.Round(o.Preset.StyleLayers[0].Weight / o.Preset.StyleLayers[2].Weight), "4", "1"),
        ("--normalize-gradients", o => o.Preset.NormalizeGradients, "True", "False"),
        ("--rescale-pooling", o => o.Network.RescalePooling, "True", "False"),
        ("--first-padding zero", o => o.Network.FirstPadding, "Zero", ""),
        ("--init statistics", o => o.Init, "Statistics", "Matched"),
        ("--init {picture}", o => o.Init, "Picture", "Matched"),
        ("--init-noise 0.7", o => o.InitNoise, "0.7", "0.4"),
        ("--seed 9", o => o.Seed, "9", "0"),
        ("--color keep", o => o.Color, "Keep", "Style"),
        ("--luminance lab", o => o.Luminance, "Lab", "Yiq"),
        ("--color-match cholesky", o => o.ColorMatch, "Cholesky", "Symmetric"),
        ("--box 0.1:0.8", o => o.Box?.Lower, "0.1", ""),
        ("--box 0.1:0.8", o => o.Box?.Upper, "0.8", ""),
        ("--average 0.9", o => o.AverageDecay, "0.9", "0"),
        ("--stop-below 0.01", o => o.StopBelow, "0.01", "0"),
        ("--stop-window 4", o => o.StopWindow, "4", "10"),
        ("--precondition none", o => o.Preconditioner, "None", "Pyramid"),
        ("--tile 128", o => o.Tiles?.Cuts(512, 512), "True", ""),
        ("--scratch .", o => o.ScratchFolder, ".", ""),
        ("--offload", o => o.KeepsOnHost, "True", "False"),
    ];

    /// <summary>Words about files, devices and the view: they do not decide what is computed, and have tests of their own; and the
    /// pictures'.</summary>
    private static readonly string[] s_elsewhere =
    [
        "--output", "--weights", "--print-losses", "--backend", "--threads", "--convolution", "--autotune", "--half", "--tf32",
            "--memory", "--save-every",
        "PHOTO", "PAINTING", "--progress", "--preview", "--save-as", "--run", "--checkpoint", "--checkpoint-every", "--video",
            "--no-record",
        "--style-scales", "--coarse-style", "--region", "--style-mask", "--color-regions", "--content-mask", "--pin",
        "--profile", "--flatten", "--depth", "--quality", "--keep-metadata",
    ];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, s_table.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Options_OfAWord_HaveItsValue(int row)
    {
        (string words, Func<StyleTransferOptions, object?> read, string expected, string byDefault) = s_table[row];
        Assert.Equal(byDefault, Text(read(OptionsOf(""))));
        Assert.Equal(expected, Text(read(OptionsOf(words))));
    }

    [Fact]
    public void Options_OfNoWord_AreTheLibrarysDefaults()
    {
        StyleTransferOptions none = OptionsOf("");
        Assert.All(s_table, row => Assert.Equal(Text(row.Read(s_defaults)), Text(row.Read(none))));
    }

    [Fact]
    public void Table_HasEveryOptionOfTheCommand()
    {
        string[] typed = [.. s_table.SelectMany(row => row.Words.Split(' ')).Select(word => word == "-n" ? "--iterations" : word)];
        Assert.Equal(
            [], RunKind.Transfer.Settings.Select(setting => setting.Typed).Where(name =>
                !typed.Contains(name) && !s_elsewhere.Contains(name)));
    }

    public void Dispose()
    {
        _weights.Dispose();
        File.Delete(_picture);
    }

    private StyleTransferOptions OptionsOf(string words)
    {
        SettingValues values = RunFixture.Typed(
            ["photo.png", "painting.png", "-o", "out.png", .. words.Replace("{picture}", _picture, StringComparison.Ordinal)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        return RunKind.Transfer.Options(values, _weights);
    }

    private static string Layers(IEnumerable<LayerWeight> layers) =>
        string.Join(' ', layers.Select(layer => string.Create(CultureInfo.InvariantCulture, $"{layer.Layer}:{layer.Weight:0.###}")));

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
