using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Commands;

/// <summary>The arguments of <c>transfer</c>, and the library options they mean. Defaults come from the library alone.</summary>
internal sealed class TransferCommandLine
{
    private static readonly StyleTransferOptions s_defaults = new();

    private static readonly Dictionary<string, OptimizerKind> s_optimizers = new()
    {
        ["lbfgs"] = OptimizerKind.Lbfgs,
        ["lbfgs-fixed"] = OptimizerKind.LbfgsFixedStep,
        ["adam"] = OptimizerKind.Adam,
        ["gd"] = OptimizerKind.GradientDescent,
    };

    private Argument<string> Content { get; } = new("PHOTO") { Description = "The picture to paint (PNG, JPEG, BMP, TGA, GIF, PSD)." };

    private Argument<string> Style { get; } = new("PAINTING") { Description = "The picture whose style it gets." };

    public Option<string> Output { get; } = new("--output", "-o") { Description = "The result, .png or .jpg.", Required = true };

    private Option<string> Init { get; } = new("--init")
    {
        Description = "Start: content, noise, or a picture file.",
        DefaultValueFactory = _ => "content",
    };

    public Option<string?> Weights { get; } = new("--weights") { Description = "A safetensors file or a name of 'weights list'; without it an installed VGG19, else the embedded network." };

    public Option<int> SaveEvery { get; } = new("--save-every") { Description = "Also save the picture every N iterations as OUT-NNNN.png; 0 never." };

    public BackendChoice Backend { get; } = new();

    public MemoryChoice Memory { get; } = new();

    private Option<int> Size { get; } = new("--size")
    {
        Description = "Long side of the result in pixels.",
        DefaultValueFactory = _ => s_defaults.Size,
    };

    private Option<double> StyleScale { get; } = new("--style-scale")
    {
        Description = "Size of the painting relative to the result: larger gives larger strokes.",
        DefaultValueFactory = _ => s_defaults.StyleScale,
    };

    private Option<int> Iterations { get; } = new("--iterations", "-n")
    {
        Description = "Optimiser steps at full size; the half-size stage before it gets a third more.",
        DefaultValueFactory = _ => StyleTransferOptions.DefaultIterations,
    };

    private Option<int> ScaleCount { get; } = new("--scales")
    {
        Description = "2: half size first, then full size. 1: full size only.",
        DefaultValueFactory = _ => s_defaults.Scales.Count,
    };

    private Option<string> Optimizer { get; } = new("--optimizer")
    {
        Description = $"{string.Join(", ", s_optimizers.Keys)} (lbfgs-fixed: without line search, as Torch's tools).",
        DefaultValueFactory = _ => "lbfgs",
    };

    private Option<int> History { get; } = new("--history")
    {
        Description = "Curvature pairs that L-BFGS keeps.",
        DefaultValueFactory = _ => s_defaults.HistorySize,
    };

    private Option<double?> LearningRate { get; } = new("--learning-rate") { Description = "Step size of adam, gd and lbfgs-fixed." };

    private Option<string> Preset { get; } = new("--preset")
    {
        Description = $"Loss formula: {string.Join(", ", LossPresets.All.Select(p => p.Name))}.",
        DefaultValueFactory = _ => s_defaults.Preset.Name,
    };

    private Option<double?> ContentWeight { get; } = new("--content-weight") { Description = "Weight of the content term; default: the preset's." };

    private Option<double?> StyleWeight { get; } = new("--style-weight") { Description = "Weight of the style term; default: the preset's." };

    private Option<double?> TotalVariationWeight { get; } = new("--tv-weight") { Description = "Weight of total variation (smoothness); default: the preset's." };

    private Option<string?> ContentLayers { get; } = new("--content-layers") { Description = "Such as conv4_2 or conv3_2:0.5,conv4_2:1; without numbers they share the preset's weight." };

    private Option<string?> StyleLayers { get; } = new("--style-layers") { Description = "Such as conv1_1,conv2_1,conv3_1:2." };

    private Option<string?> Pooling { get; } = new("--pooling") { Description = "average or max; default: what the weights file says." };

    private Option<string> Padding { get; } = new("--padding")
    {
        Description = "What convolutions read beyond the border: zero, replicate or reflect.",
        DefaultValueFactory = _ => "zero",
    };

    private Option<int> Seed { get; } = new("--seed") { Description = "Seed of --init noise." };

    /// <summary>Adds everything to the command, in the order --help shows it.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(Content);
        command.Arguments.Add(Style);
        foreach (Option option in (Option[])
            [
                Output, Size, StyleScale, Iterations, ScaleCount, Preset, ContentWeight, StyleWeight, TotalVariationWeight, ContentLayers,
                StyleLayers, Pooling, Padding, Init, Seed, Optimizer, History, LearningRate, Weights, SaveEvery,
            ])
            command.Options.Add(option);
        Backend.AddTo(command);
        Memory.AddTo(command);
    }

    /// <summary>The library options.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="architecture">The network's, which decides the layers that a preset means.</param>
    /// <exception cref="InputException">A word is unknown.</exception>
    public StyleTransferOptions Options(ParseResult parsed, string architecture)
    {
        int iterations = parsed.GetValue(Iterations);
        return s_defaults with
        {
            Size = parsed.GetValue(Size),
            StyleScale = parsed.GetValue(StyleScale),
            Preset = PresetOf(parsed, architecture),
            Scales = parsed.GetValue(ScaleCount) switch
            {
                1 => StyleTransferOptions.OneScale(iterations),
                2 => StyleTransferOptions.TwoScales(iterations),
                int other => throw new InputException($"--scales {other}: expected 1 or 2."),
            },
            Optimizer = Choose("--optimizer", parsed.GetValue(Optimizer)!, s_optimizers),
            HistorySize = parsed.GetValue(History),
            LearningRate = parsed.GetValue(LearningRate),
            Init = parsed.GetValue(Init) switch
            {
                "content" => InitKind.Content,
                "noise" => InitKind.Noise,
                _ => InitKind.Picture,
            },
            Seed = parsed.GetValue(Seed),
            Network = new NetworkOptions(PoolingOf(parsed), Choose("--padding", parsed.GetValue(Padding)!, new Dictionary<string, PaddingMode>
            {
                ["zero"] = PaddingMode.Zero,
                ["replicate"] = PaddingMode.Replicate,
                ["reflect"] = PaddingMode.Reflect,
            })),
        };
    }

    /// <summary>Reads the picture files.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="options">The library options of the same words.</param>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public TransferPictures Pictures(ParseResult parsed, StyleTransferOptions options) => new()
    {
        Content = ImageFile.Read(parsed.GetValue(Content)!),
        Styles = [new StylePicture(ImageFile.Read(parsed.GetValue(Style)!))],
        Init = options.Init == InitKind.Picture ? ImageFile.Read(parsed.GetValue(Init)!) : null,
    };

    private LossPreset PresetOf(ParseResult parsed, string architecture)
    {
        LossPreset preset = ArchitectureLayers.Adapt(LossPresets.ByName(parsed.GetValue(Preset)!), architecture);
        return preset with
        {
            ContentWeight = parsed.GetValue(ContentWeight) ?? preset.ContentWeight,
            StyleWeight = parsed.GetValue(StyleWeight) ?? preset.StyleWeight,
            TotalVariationWeight = parsed.GetValue(TotalVariationWeight) ?? preset.TotalVariationWeight,
            ContentLayers = LayersOf(parsed.GetValue(ContentLayers), preset.ContentLayers),
            StyleLayers = LayersOf(parsed.GetValue(StyleLayers), preset.StyleLayers),
        };
    }

    // Layers without numbers share the preset's whole weight: the balance of content and style stays as it was.
    private static IReadOnlyList<LayerWeight> LayersOf(string? text, IReadOnlyList<LayerWeight> preset) =>
        text is null ? preset : LayerWeight.ParseList(text, preset.Sum(layer => layer.Weight) / text.Split(',').Length);

    private PoolingKind? PoolingOf(ParseResult parsed) => parsed.GetValue(Pooling) is not string word
        ? null
        : Choose("--pooling", word, new Dictionary<string, PoolingKind> { ["average"] = PoolingKind.Average, ["max"] = PoolingKind.Max });

    private static T Choose<T>(string option, string word, IReadOnlyDictionary<string, T> choices) =>
        choices.TryGetValue(word, out T? value)
            ? value
            : throw new InputException($"{option} '{word}': expected {string.Join(", ", choices.Keys)}.");
}
