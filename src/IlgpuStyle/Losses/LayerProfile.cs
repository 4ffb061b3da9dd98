using System.Globalization;

namespace IlgpuStyle.Losses;

/// <summary>A rule for the weights of the style layers; the sum of the preset's weights stays.</summary>
/// <param name="Kind">The rule.</param>
/// <param name="Ratio">
/// Weight of a layer over that of the one before it, for <see cref="LayerProfileKind.Geometric"/>.
/// </param>
internal sealed record LayerProfile(LayerProfileKind Kind, double Ratio = LayerProfile.DefaultRatio)
{
    /// <summary>As in crowsonkb/style-transfer-pytorch: 256, 64, 16, 4, 1.</summary>
    public const double DefaultRatio = 0.25;

    /// <summary>Reads uniform, inverse-square, geometric or geometric:RATIO.</summary>
    /// <exception cref="FormatException">It is none of them, or the ratio is not positive.</exception>
    public static LayerProfile Parse(string text)
    {
        string[] parts = text.Split(':');
        double ratio = DefaultRatio;
        bool isRatio = parts.Length == 1 || (parts is ["geometric", _]
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out ratio)
                && ratio > 0 && double.IsFinite(ratio));
        LayerProfileKind? kind = parts[0] switch
        {
            "uniform" => LayerProfileKind.Uniform,
            "inverse-square" => LayerProfileKind.InverseSquare,
            "geometric" => LayerProfileKind.Geometric,
            _ => null,
        };
        return isRatio && kind is { } known
            ? new LayerProfile(known, ratio)
            : throw new FormatException("expected uniform, inverse-square, geometric or geometric:RATIO with a positive number.");
    }

    /// <summary>The layers with the rule's weights.</summary>
    /// <param name="layers">In the order of their depth.</param>
    /// <param name="channelsOf">C of a layer.</param>
    public IReadOnlyList<LayerWeight> Apply(IReadOnlyList<LayerWeight> layers, Func<string, int> channelsOf)
    {
        double[] raw = [.. layers.Select((layer, i) => Kind switch
        {
            LayerProfileKind.InverseSquare => 1.0 / channelsOf(layer.Layer) / channelsOf(layer.Layer),
            LayerProfileKind.Geometric => Math.Pow(Ratio, i),
            _ => 1,
        })];
        double scale = layers.Sum(layer => layer.Weight) / raw.Sum();
        return [.. layers.Select((layer, i) => layer with { Weight = scale * raw[i] })];
    }
}
