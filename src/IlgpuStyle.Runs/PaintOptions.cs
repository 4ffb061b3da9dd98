using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle;

/// <summary>How <see cref="StyleTransfer.Paint"/> paints. Everything has a default that makes good pictures.</summary>
public sealed record PaintOptions
{
    /// <summary>Long side of the result in pixels, 16 to 32768.</summary>
    public int Size { get; init; } = new StyleTransferOptions().Size;

    /// <summary>Optimiser steps at the full size, from 1, and a sixteenth of them at smaller ones; null takes the look's.</summary>
    public int? Iterations { get; init; }

    /// <summary>The name of a look, one of <see cref="LossPresets.All"/>; null takes the default for the network.</summary>
    public string? Look { get; init; }

    /// <summary>How much the painting's style counts; null takes the look's.</summary>
    public double? StyleWeight { get; init; }

    /// <summary>Size of the painting relative to the result, more than 0 and at most 8: larger gives larger strokes; null takes the
    /// look's.</summary>
    public double? StyleScale { get; init; }

    /// <summary>Whose colours the result has; null takes the look's.</summary>
    public ColorRule? Color { get; init; }

    /// <summary>A weights file, or the name of an installed network; null takes an installed VGG19, else the embedded network.</summary>
    public string? Weights { get; init; }

    /// <summary>"auto" (a graphics card, else the processor), "cuda", "opencl", "simd" or "ilgpu-cpu".</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The most memory that the run may take, in bytes: it is made to fit, or refused. Null for no limit.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Changes everything else: what it gets has the other options in it.</summary>
    public Func<StyleTransferOptions, StyleTransferOptions>? Configure { get; init; }

    /// <summary>The options of the engine.</summary>
    internal StyleTransferOptions For(WeightsFile weights)
    {
        LossPreset look = PresetLayers.Of(Look, weights);
        StyleTransferOptions options = new StyleTransferOptions { Size = Size }.With(look with
        {
            StyleWeight = StyleWeight ?? look.StyleWeight, StyleScale = StyleScale ?? look.StyleScale, Color = Color ?? look.Color,
        });
        if (Iterations is { } steps)
            options = options with { Scales = ScalePlan.Pyramid(steps) };
        PresetLayers.Require(options.Preset, weights);
        return Configure is null ? options : Configure(options);
    }
}
