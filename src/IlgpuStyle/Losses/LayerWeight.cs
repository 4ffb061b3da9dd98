using System.Globalization;

namespace IlgpuStyle.Losses;

/// <summary>A layer that a loss reads, and how much it counts.</summary>
/// <param name="Layer">conv4_2 (after its ReLU).</param>
/// <param name="Weight">Factor of this layer's term.</param>
public readonly record struct LayerWeight(string Layer, double Weight)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Layer}:{Weight}");

    /// <summary>
    /// Reads "conv1_1:1,conv2_1:0.5"; a layer without a number gets <paramref name="defaultWeight"/>.
    /// </summary>
    /// <exception cref="InputException">
    /// A number is unusable, or a layer is named twice or not at all.
    /// </exception>
    public static IReadOnlyList<LayerWeight> ParseList(string text, double defaultWeight)
    {
        List<LayerWeight> layers = [];
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] pieces = part.Split(':', StringSplitOptions.TrimEntries);
            double weight = defaultWeight;
            if (pieces.Length > 2 || pieces[0].Length == 0
                || (pieces.Length == 2
                    && !(double.TryParse(pieces[1], NumberStyles.Float, CultureInfo.InvariantCulture, out weight)
                        && double.IsFinite(weight) && weight >= 0)))
                throw new InputException(
                    $"layers '{text}': cannot read '{part}'; expected NAME or NAME:WEIGHT with a weight of "
                        + "0 or more, such as conv4_2:0.5.");
            if (layers.Any(l => l.Layer == pieces[0]))
                throw new InputException($"layers '{text}': {pieces[0]} is named twice.");
            layers.Add(new LayerWeight(pieces[0], weight));
        }

        return layers;
    }
}
