using IlgpuStyle.Losses;
using IlgpuStyle.Network;

namespace IlgpuStyle.Transfer;

/// <summary>Everything that decides what a run computes. Each default stands here and nowhere else.</summary>
public sealed record StyleTransferOptions
{
    /// <summary>Optimiser steps at full size unless <see cref="Scales"/> says otherwise.</summary>
    public const int DefaultIterations = 60;

    /// <summary>Smallest short side that a coarse stage may have: below it the deep layers see next to nothing.</summary>
    public const int SmallestStage = 96;

    /// <summary>Long side of the result in pixels.</summary>
    public int Size { get; init; } = 640;

    /// <summary>Long side of the style picture relative to the result's.</summary>
    public double StyleScale { get; init; } = 1;

    /// <summary>The loss formula with all its weights.</summary>
    public LossPreset Preset { get; init; } = LossPresets.Painterly;

    /// <summary>Coarse-to-fine stages, the last at factor 1.</summary>
    public IReadOnlyList<ScaleStep> Scales { get; init; } = TwoScales(DefaultIterations);

    /// <summary>Who drives the pixels.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Lbfgs;

    /// <summary>Curvature pairs that L-BFGS keeps.</summary>
    public int HistorySize { get; init; } = 10;

    /// <summary>Step size of Adam (in units of the pixel range), fixed-step L-BFGS and gradient descent; null takes the optimiser's own, which gradient descent has not.</summary>
    public double? LearningRate { get; init; }

    /// <summary>
    /// Returns to the best picture after a loss that is not finite or exploded, without a better picture between them, before a run gives up.
    /// </summary>
    public int MaxRollbacks { get; init; } = 5;

    /// <summary>Where the first stage starts.</summary>
    public InitKind Init { get; init; } = InitKind.Content;

    /// <summary>Seed of the noise.</summary>
    public int Seed { get; init; }

    /// <summary>Pooling and padding.</summary>
    public NetworkOptions Network { get; init; } = new();

    /// <summary>Half size first with a third more steps, then full size.</summary>
    public static IReadOnlyList<ScaleStep> TwoScales(int iterations) => [new(0.5, (4 * iterations + 2) / 3), new(1, iterations)];

    /// <summary>Full size only.</summary>
    public static IReadOnlyList<ScaleStep> OneScale(int iterations) => [new(1, iterations)];

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InputException">One of them is out of range.</exception>
    public void Validate()
    {
        Require(Size is >= 16 and <= 32768, $"size {Size}: expected 16 to 32768 pixels.");
        Require(StyleScale is > 0 and <= 8, $"style scale {StyleScale}: expected more than 0 and at most 8.");
        Require(HistorySize is >= 1 and <= 1000, $"history {HistorySize}: expected 1 to 1000 pairs.");
        Require(LearningRate is null or (> 0 and < 1e6), $"learning rate {LearningRate}: expected a positive number.");
        Require(
            Optimizer != OptimizerKind.GradientDescent || LearningRate is not null,
            "gradient descent needs a learning rate (--learning-rate): a good one depends on the loss and grows with the pixels; try 0.05 at 64 pixels, 1 at 512.");
        Require(MaxRollbacks is >= 0 and <= 1000, $"max rollbacks {MaxRollbacks}: expected 0 to 1000.");
        Require(Scales.Count > 0 && Scales[^1].Factor == 1, "scales: the last stage must have factor 1.");
        foreach (ScaleStep scale in Scales)
        {
            Require(scale.Factor is > 0 and <= 1, $"scale factor {scale.Factor}: expected more than 0 and at most 1.");
            Require(scale.Iterations is >= 1 and <= 1_000_000, $"iterations {scale.Iterations}: expected 1 to 1000000.");
        }

        Require(Preset.Layers.Count > 0, $"preset {Preset.Name}: no content layer and no style layer: there is nothing to optimise.");
        Require(double.IsFinite(Preset.ContentWeight) && Preset.ContentWeight >= 0, $"content weight {Preset.ContentWeight}: expected 0 or more.");
        Require(double.IsFinite(Preset.StyleWeight) && Preset.StyleWeight >= 0, $"style weight {Preset.StyleWeight}: expected 0 or more.");
        Require(
            double.IsFinite(Preset.TotalVariationWeight) && Preset.TotalVariationWeight >= 0,
            $"total variation weight {Preset.TotalVariationWeight}: expected 0 or more.");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
            throw new InputException(message);
    }
}
