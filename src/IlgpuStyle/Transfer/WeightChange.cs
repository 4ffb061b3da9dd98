using System.Globalization;
using IlgpuStyle.Losses;

namespace IlgpuStyle.Transfer;

/// <summary>New weights of the loss for a run under way; null leaves a weight as it is.</summary>
/// <param name="Content">Weight of the content term.</param>
/// <param name="Style">Weight of the style term.</param>
/// <param name="TotalVariation">Weight of total variation.</param>
internal sealed record WeightChange(double? Content = null, double? Style = null, double? TotalVariation = null)
{
    /// <summary>This change and then another.</summary>
    public WeightChange Then(WeightChange later) =>
        new(later.Content ?? Content, later.Style ?? Style, later.TotalVariation ?? TotalVariation);

    /// <summary>The formula with these weights.</summary>
    public LossPreset ApplyTo(LossPreset preset) => preset with
    {
        ContentWeight = Content ?? preset.ContentWeight,
        StyleWeight = Style ?? preset.StyleWeight,
        TotalVariationWeight = TotalVariation ?? preset.TotalVariationWeight,
    };

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        ", ",
        new[] { ("content", Content), ("style", Style), ("total variation", TotalVariation) }
            .Where(weight => weight.Item2 is not null)
            .Select(weight => string.Create(CultureInfo.InvariantCulture, $"{weight.Item1} weight {weight.Item2:g6}")));
}
