using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>The options that say how large pictures are and how many steps each size gets.</summary>
internal sealed class ScaleChoice
{
    private static readonly StyleTransferOptions s_defaults = new();

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

    private Option<int?> StyleSize { get; } = new("--style-size")
    {
        Description = "Long side of the painting in pixels, instead of --style-scale.",
    };

    private Option<int> Iterations { get; } = new("--iterations", "-n")
    {
        Description = "Optimiser steps at each size.",
        DefaultValueFactory = _ => StyleTransferOptions.DefaultIterations,
    };

    private Option<string> Scales { get; } = new("--scales")
    {
        Description = "Sizes to paint at, coarse to fine, √2 apart: a number (1: full size only), or auto: "
            + "from a short side of 240 pixels (96 from noise) to the full size.",
        DefaultValueFactory = _ => "auto",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Size, StyleScale, StyleSize, Iterations, Scales])
            command.Options.Add(option);
    }

    /// <summary>The library options with what the user typed.</summary>
    /// <exception cref="InputException">
    /// --scales is neither auto nor a number, or both sizes of the style are given.
    /// </exception>
    public StyleTransferOptions Apply(ParseResult parsed, StyleTransferOptions options)
    {
        if (parsed.GetResult(StyleSize) is not null && parsed.GetResult(StyleScale) is { Implicit: false })
            throw new InputException("--style-size and --style-scale: expected one of them.");
        int? count = Count(parsed.GetValue(Scales)!);
        return options with
        {
            Size = parsed.GetValue(Size),
            StyleScale = parsed.GetValue(StyleScale),
            StyleSize = parsed.GetValue(StyleSize),
            Scales = ScalePlan.Pyramid(parsed.GetValue(Iterations), count),
            SmallestShortSide = count is null ? null : ScalePlan.SmallestSeen,
        };
    }

    private static int? Count(string text)
    {
        if (text == "auto")
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new InputException($"--scales '{text}': expected auto, or a number of sizes from 1.");
    }
}
