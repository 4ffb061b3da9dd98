using System.Globalization;

namespace IlgpuStyle.Weights;

/// <summary>
/// What a weights file says about its network: input = (pixels in [0, 1] · <see cref="Scale"/> −
/// <see cref="Mean"/>) / <see cref="Std"/>, channel by channel in <see cref="ChannelOrder"/>. Where the
/// file says nothing, its family's values hold, and torchvision's where it names no known family.
/// </summary>
internal sealed record WeightsMetadata
{
    /// <summary>The layer table's name, such as <c>vgg19</c>.</summary>
    public string Architecture { get; init; } = "vgg19";

    /// <summary>Layers in order where the file lists them; empty: the architecture's table holds.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>
    /// Which training the weights come from, see <see cref="WeightsFamily"/>; "unspecified" if the file
    /// does not say.
    /// </summary>
    public string Family { get; init; } = "unspecified";

    /// <summary>Order of the colour channels.</summary>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.Rgb;

    /// <summary>Subtracted per channel, in channel order, on the scaled pixels.</summary>
    public float[] Mean { get; init; } = WeightsFamily.Torchvision.Mean;

    /// <summary>Divides each channel after the mean is subtracted; all positive.</summary>
    public float[] Std { get; init; } = WeightsFamily.Torchvision.Std;

    /// <summary>Factor on pixels in [0, 1]: 1 or 255 as a rule.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>"average" or "max" where the weights were made for one of them, else null.</summary>
    public string? Pooling { get; init; }

    /// <summary>Where the weights come from, in words or as a file name; empty if unknown.</summary>
    public string Source { get; init; } = "";

    /// <summary>
    /// The sha256 of the file that these weights were converted from; empty if they were not.
    /// </summary>
    public string SourceSha256 { get; init; } = "";

    /// <summary>The weights' licence; empty if unknown.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Reads metadata.</summary>
    /// <param name="values">The file's key-value pairs; unknown keys are ignored.</param>
    /// <param name="displayName">The file, for messages.</param>
    /// <exception cref="InputException">A value cannot be used.</exception>
    public static WeightsMetadata Parse(IReadOnlyDictionary<string, string> values, string displayName)
    {
        string? Get(params ReadOnlySpan<string> keys)
        {
            foreach (string key in keys)
            {
                if (values.TryGetValue(key, out string? value))
                    return value.Trim();
            }

            return null;
        }

        string familyName = Get("family") ?? "unspecified";
        WeightsFamily family = WeightsFamily.Find(familyName) ?? WeightsFamily.Torchvision;
        return new WeightsMetadata
        {
            Architecture = Get("architecture", "topology") is { Length: > 0 } architecture
                ? architecture
                : "vgg19",
            Layers = (Get("layers") ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Family = familyName,
            ChannelOrder = ParseOrder(Get("channel_order"), family, displayName),
            Mean = ParseTriple(Get("mean"), "mean", family.Mean, displayName),
            Std = CheckStd(ParseTriple(Get("std"), "std", family.Std, displayName), displayName),
            Scale = ParseScale(Get("scale"), family, displayName),
            Pooling = ParsePooling(Get("pooling", "pool"), displayName),
            Source = Get("source") ?? "",
            SourceSha256 = Get("source_sha256") ?? "",
            Licence = Get("licence", "license") ?? "",
        };
    }

    /// <summary>The metadata of a converted file of a known family.</summary>
    public static WeightsMetadata For(WeightsFamily family) => new()
    {
        Family = family.Name,
        ChannelOrder = family.ChannelOrder,
        Mean = family.Mean,
        Std = family.Std,
        Scale = family.Scale,
    };

    /// <summary>
    /// The key-value pairs that <see cref="Parse"/> reads back with the same meaning; empty values are left
    /// out.
    /// </summary>
    public Dictionary<string, string> ToDictionary()
    {
        Dictionary<string, string> values = new()
        {
            ["architecture"] = Architecture,
            ["layers"] = string.Join(",", Layers),
            ["family"] = Family,
            ["channel_order"] = ChannelOrder == ChannelOrder.Rgb ? "RGB" : "BGR",
            ["scale"] = Text(Scale),
            ["mean"] = string.Join(",", Mean.Select(Text)),
            ["std"] = string.Join(",", Std.Select(Text)),
            ["pooling"] = Pooling ?? "",
            ["source"] = Source,
            ["source_sha256"] = SourceSha256,
            ["licence"] = Licence,
        };
        return values.Where(pair => pair.Value.Length > 0).ToDictionary();
    }

    private static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static ChannelOrder ParseOrder(string? text, WeightsFamily family, string displayName) =>
        text?.ToUpperInvariant() switch
    {
        null or "" => family.ChannelOrder,
        "RGB" => ChannelOrder.Rgb,
        "BGR" => ChannelOrder.Bgr,
        _ => throw Bad(displayName, "channel_order", text, "RGB or BGR"),
    };

    private static float[] ParseTriple(string? text, string key, float[] fallback, string displayName)
    {
        if (string.IsNullOrEmpty(text))
            return fallback;
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        float[] values = new float[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts.Length != 3 || !TryNumber(parts[i], out values[i]))
                throw Bad(displayName, key, text, "three numbers separated by commas");
        }

        return values;
    }

    private static float[] CheckStd(float[] std, string displayName) =>
        std.All(value => value > 0)
            ? std
            : throw Bad(displayName, "std", string.Join(",", std.Select(Text)), "three positive numbers");

    private static float ParseScale(string? text, WeightsFamily family, string displayName)
    {
        if (string.IsNullOrEmpty(text))
            return family.Scale;
        return TryNumber(text, out float scale) && scale > 0
            ? scale
            : throw Bad(displayName, "scale", text, "a positive number");
    }

    private static bool TryNumber(string text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && float.IsFinite(value);

    private static string? ParsePooling(string? text, string displayName) => text?.ToLowerInvariant() switch
    {
        null or "" => null,
        "average" or "avg" => "average",
        "max" => "max",
        _ => throw Bad(displayName, "pooling", text, "average or max"),
    };

    private static InputException Bad(string displayName, string key, string text, string expected) =>
        new($"'{displayName}': metadata {key} '{text}' cannot be used; expected {expected}.");
}
