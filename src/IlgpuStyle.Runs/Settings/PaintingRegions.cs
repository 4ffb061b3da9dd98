using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Settings;

/// <summary>Where each painting acts, and which part of it lends its style.</summary>
internal static class PaintingRegions
{
    /// <summary>The paintings with the masks that were named.</summary>
    /// <exception cref="InputException">A mask cannot be read, or there are more masks than paintings.</exception>
    public static IReadOnlyList<StylePicture> Apply(SettingValues values, IReadOnlyList<StylePicture> styles, InputPictures files)
    {
        if (values.Get(InputSettings.ColorRegions) is { } maps)
            styles = ByColor(maps, styles, files);
        if (values.Has(InputSettings.StyleMask))
            styles = [.. styles.Zip(Fitted(values, InputSettings.StyleMask, styles.Count, files), (style, mask) =>
                style with { Part = mask })];
        if (values.Has(InputSettings.Region))
        {
            IReadOnlyList<Mask?> masks = Fitted(values, InputSettings.Region, styles.Count, files);
            // Foreground and background: three pictures and one mask.
            if (masks is [{ } only, null] && values.TextsOf(InputSettings.Region).Count == 1)
                masks = [only, only.Inverse()];
            styles = [.. styles.Zip(masks, (style, mask) => style with { Region = mask })];
        }

        return styles;
    }

    private static IReadOnlyList<Mask?> Fitted(
        SettingValues values, Setting<IReadOnlyList<MaskFile?>> setting, int paintings, InputPictures files)
    {
        IReadOnlyList<MaskFile?> masks = values.Get(setting, [])!;
        if (masks.Count > paintings)
            throw new InputException($"{setting.Typed}: {Counted.Of(masks.Count, "mask")} for {Counted.Of(paintings, "painting")}; "
                + "expected one for each at most.");
        return [.. masks.Select(mask => mask?.Read(setting, files)), .. Enumerable.Repeat<Mask?>(null, paintings - masks.Count)];
    }

    private static IReadOnlyList<StylePicture> ByColor(IReadOnlyList<string> maps, IReadOnlyList<StylePicture> styles, InputPictures files)
    {
        if (maps.Count != styles.Count + 1)
            throw new InputException(
                $"--color-regions '{string.Join(',', maps)}': expected {styles.Count + 1} maps between commas, the photo's and then "
                    + $"each painting's; found {maps.Count}.");
        RegionMap photo = new(Map(maps[0]));
        return [.. styles.SelectMany((style, i) =>
        {
            IReadOnlyList<StylePicture> regions = photo.Match(style, Map(maps[i + 1]));
            return regions.Count > 0
                ? regions
                : throw new InputException($"--color-regions '{maps[i + 1]}': has no colour of '{maps[0]}'.");
        })];
        RgbImage Map(string path) => files.Other(path, "counts as on white", isWhole: true).CompositeOn(1);
    }
}
