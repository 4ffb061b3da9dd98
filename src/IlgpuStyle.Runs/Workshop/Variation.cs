using System.Globalization;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>A step from a picture to another one that a person would ask for in a word.</summary>
/// <param name="Name">In requests.</param>
/// <param name="Title">On a button.</param>
/// <param name="Sentence">What it does.</param>
/// <param name="Setting">The setting that it changes.</param>
/// <param name="Change">Its new value in place of what the options have.</param>
internal sealed record Variation(
    string Name, string Title, string Sentence, Setting Setting, Func<StyleTransferOptions, string> Change)
{
    /// <summary>All.</summary>
    public static IReadOnlyList<Variation> All { get; } =
    [
        new("stronger", "Stronger", "More of the painting: twice the weight of the style.",
            LookSettings.StyleWeight, options => Number(options.Preset.StyleWeight * 2)),
        new("calmer", "Calmer", "Smoother areas, fewer small strokes: three times the weight of smoothness.",
            LookSettings.TotalVariationWeight, options =>
                Number(options.Preset.TotalVariationWeight > 0 ? options.Preset.TotalVariationWeight * 3 : 50)),
        new("bigger-strokes", "Bigger strokes", "The painting is looked at half as large again.",
            LookSettings.StyleScale, options => Number(Math.Min(8, options.StyleScale * 1.5))),
        new("keep-colours", "Keep my colours", "The photo's colours; only lightness is painted.",
            LookSettings.Color, _ => "keep"),
        new("more-photo", "More of the photo", "Shapes nearer to the photo: two and a half times the weight of the content.",
            LookSettings.ContentWeight, options => Number(options.Preset.ContentWeight * 2.5)),
    ];

    /// <summary>The settings of the run that goes on from a picture.</summary>
    /// <param name="values">The picture's own.</param>
    /// <param name="options">What they mean.</param>
    /// <param name="picture">The picture's file.</param>
    public SettingValues Of(SettingValues values, StyleTransferOptions options, string picture) =>
        FromPicture(values, picture).With(Setting, Change(options));

    /// <summary>Whether it sets something that is not so already.</summary>
    public bool ChangesAnything(StyleTransferOptions options) => Setting.DefaultIn(options) != Change(options);

    /// <summary>What it sets, as the command line has it: "--style-weight 2 → 4".</summary>
    public string Describe(StyleTransferOptions options) =>
        $"--{Setting.Name} {Setting.DefaultIn(options)} → {Change(options)}";

    /// <summary>
    /// The settings of a run that makes a picture larger: it begins with the picture, one size above it, and has half of the steps, because
    /// nothing but detail is missing.
    /// </summary>
    /// <param name="values">The picture's own.</param>
    /// <param name="options">What they mean.</param>
    /// <param name="picture">The picture's file.</param>
    /// <param name="longSide">Its long side in pixels.</param>
    /// <param name="factor">Above 1, at most 8.</param>
    /// <exception cref="InputException">Another factor.</exception>
    public static SettingValues Enlarged(SettingValues values, StyleTransferOptions options, string picture, int longSide, double factor)
    {
        if (!(factor > 1 && factor <= 8))
            throw new InputException(FormattableString.Invariant($"factor {factor}: expected more than 1, at most 8."));
        int sizes = Math.Max(1, (int)Math.Round(2 * Math.Log2(factor)));
        int steps = Math.Max(1, (options.Scales[^1].Iterations + 1) / 2);
        return FromPicture(values, picture)
            .With(LookSettings.Size, Number(Math.Round(longSide * factor)))
            .With(LookSettings.Scales, Number(sizes))
            .With(LookSettings.Iterations, Number(steps));
    }

    private static SettingValues FromPicture(SettingValues values, string picture) =>
        values.Without(LookSettings.InitNoise, LookSettings.Seed).With(LookSettings.Init, picture);

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
