using System.CommandLine;
using System.CommandLine.Parsing;
using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Optimization;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli;

/// <summary>The options that change a preset's formula, or bring in all that its tool does besides.</summary>
internal sealed class FormulaChoice
{
    private static readonly Dictionary<string, StyleBlend> s_blends = new()
    {
        ["statistics"] = StyleBlend.Statistics,
        ["losses"] = StyleBlend.Losses,
    };

    private static readonly Dictionary<string, StyleKind> s_kinds = new()
    {
        ["gram"] = StyleKind.Gram,
        ["centred-gram"] = StyleKind.CentredGram,
        ["shifted-gram"] = StyleKind.ShiftedGram,
        ["wasserstein"] = StyleKind.Wasserstein,
    };

    private static readonly Dictionary<string, PaddingMode> s_paddings = new()
    {
        ["zero"] = PaddingMode.Zero,
        ["replicate"] = PaddingMode.Replicate,
        ["reflect"] = PaddingMode.Reflect,
    };

    private Option<bool> Exact { get; } = new("--exact")
    {
        Description = "All that the preset's tool does besides its formula: pixel scale, resizing, pooling, "
            + "sizes, optimiser; typed options still win.",
    };

    private Option<string?> Kind { get; } = new("--style-kind")
    {
        Description = $"Which statistics are a style: {string.Join(", ", s_kinds.Keys)}; "
            + "default: the preset's.",
    };

    private Option<double?> Shift { get; } = new("--activation-shift")
    {
        Description = "What shifted-gram adds to every activation; default −1.",
    };

    private Option<string?> Blend { get; } = new("--style-blend")
    {
        Description = "Several paintings: their statistics are averaged (a style between them), or their "
            + "losses (a compromise).",
    };

    private Option<string?> Profile { get; } = new("--style-profile")
    {
        Description = "Weights of the style layers: uniform, inverse-square (1/channels²), geometric or "
            + "geometric:RATIO (default 0.25); their sum stays.",
    };

    private Option<bool> NormalizeGradients { get; } = new("--normalize-gradients")
    {
        Description = "Each term's gradient counts by its direction alone (with lbfgs-fixed, adam or gd).",
    };

    private Option<double?> Color { get; } = new("--tv-color")
    {
        Description = "How often total variation counts a difference in colour, against once for grey: above 1 strokes stay "
            + "coloured and specks do not (squared total variation alone); default: the preset's.",
    };

    private Option<bool> RescalePooling { get; } = new("--rescale-pooling")
    {
        Description = $"Scale the maps behind average (×{NetworkOptions.AverageScale}) and L2 pooling "
            + "(×0.78) to about max pooling's.",
    };

    private Option<string?> FirstPadding { get; } = new("--first-padding")
    {
        Description = "Padding of the first convolution alone: zero, replicate or reflect.",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
            [Exact, Kind, Shift, Blend, Profile, NormalizeGradients, Color, RescalePooling, FirstPadding])
            command.Options.Add(option);
    }

    /// <summary>The library options with what the user typed.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="options">All other options.</param>
    /// <param name="weights">The network, for the channels of its layers.</param>
    /// <exception cref="InputException">A word is unknown, or there is no tool to be exact to.</exception>
    public StyleTransferOptions Apply(ParseResult parsed, StyleTransferOptions options, WeightsFile weights)
    {
        if (parsed.GetValue(Exact))
            options = AsTheTool(parsed, options);
        LossPreset preset = options.Preset;
        preset = preset with
        {
            StyleKind = parsed.GetValue(Kind) is string kind ? Word.Choose("--style-kind", kind, s_kinds) : preset.StyleKind,
            ActivationShift = parsed.GetValue(Shift) ?? preset.ActivationShift,
            StyleBlend = parsed.GetValue(Blend) is string blend
                ? Word.Choose("--style-blend", blend, s_blends)
                : preset.StyleBlend,
            TotalVariationColor = parsed.GetValue(Color) ?? preset.TotalVariationColor,
            NormalizeGradients = parsed.GetValue(NormalizeGradients) || preset.NormalizeGradients,
        };
        if (parsed.GetValue(Shift) is { } shift && (preset.StyleKind != StyleKind.ShiftedGram || !double.IsFinite(shift)))
            throw new InputException("--activation-shift: expected a number, and --style-kind shifted-gram.");
        if (parsed.GetValue(Color) is not null && preset.TotalVariationWeight == 0)
            throw new InputException($"--tv-color: the preset {preset.Name} has no total variation; add --tv-weight.");
        if (parsed.GetValue(Profile) is string profile)
        {
            preset = preset with
            {
                StyleLayers = LayerProfile.Parse(profile).Apply(
                    preset.StyleLayers, layer => weights.ReadConvolution(NetworkDefinition.CanonicalName(layer)).OutputChannels),
            };
        }

        NetworkOptions network = options.Network with
        {
            RescalePooling = parsed.GetValue(RescalePooling) || options.Network.RescalePooling,
            FirstPadding = parsed.GetValue(FirstPadding) is string padding
                ? Word.Choose("--first-padding", padding, s_paddings)
                : options.Network.FirstPadding,
        };
        return options with { Preset = preset, Network = network };
    }

    /// <summary>The sizes that were typed, or the tool's; the steps that were typed, or the tool's.</summary>
    private static IReadOnlyList<ScaleStep> ScalesOf(
        HashSet<string> names, StyleTransferOptions typed, StyleTransferOptions tool)
    {
        IReadOnlyList<ScaleStep> sizes = names.Contains("--scales") ? typed.Scales : tool.Scales;
        int iterations = (names.Contains("--iterations") ? typed : tool).Scales[^1].Iterations;
        return [.. sizes.Select(size => size with { Iterations = iterations })];
    }

    /// <summary>The tool's settings where the user typed no other.</summary>
    private static StyleTransferOptions AsTheTool(ParseResult parsed, StyleTransferOptions typed)
    {
        HashSet<string> names =
        [
            .. parsed.CommandResult.Children.OfType<OptionResult>().Where(o => !o.Implicit).Select(o => o.Option.Name),
        ];
        StyleTransferOptions tool = ToolSettings.Apply(typed);
        OptimizerKind optimizer = names.Contains("--optimizer") ? typed.Optimizer : tool.Optimizer;
        // The tools clamp what Adam leaves; crowsonkb's L-BFGS is not bounded.
        BoxConstraint? box = optimizer == OptimizerKind.Adam ? tool.Box : null;
        return tool with
        {
            Init = names.Contains("--init") ? typed.Init : tool.Init,
            Size = names.Contains("--size") ? typed.Size : tool.Size,
            Scales = ScalesOf(names, typed, tool),
            FirstIterations = names.Contains("--iterations") ? null : tool.FirstIterations,
            Optimizer = optimizer,
            HistorySize = names.Contains("--history") ? typed.HistorySize : tool.HistorySize,
            Box = names.Contains("--box") ? typed.Box : box,
            AverageDecay = names.Contains("--average") ? typed.AverageDecay : tool.AverageDecay,
            Network = tool.Network with
            {
                Pooling = typed.Network.Pooling ?? tool.Network.Pooling,
                Padding = names.Contains("--padding") ? typed.Network.Padding : tool.Network.Padding,
            },
        };
    }
}
