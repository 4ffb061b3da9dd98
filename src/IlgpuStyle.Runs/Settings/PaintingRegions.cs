using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Settings;

/// <summary>Where each painting acts, and which part of it lends its style.</summary>
internal static class PaintingRegions
{
    /// <summary>The paintings with the masks that were named.</summary>
    /// <exception cref="InputException">A mask cannot be read, or there are more masks than paintings.</exception>
    public static IReadOnlyList<StylePicture> Apply(SettingValues values, IReadOnlyList<StylePicture> styles)
    {
        if (values.Has(InputSettings.ColorRegions) && values.Has(InputSettings.StyleMask))
            throw new InputException("--color-regions and --style-mask exclude each other: the maps say which part lends its style.");
        if (values.Get(InputSettings.ColorRegions) is { } maps)
            styles = ByColor(maps, styles);
        if (values.Has(InputSettings.StyleMask))
            styles = [.. styles.Zip(Fitted(values, InputSettings.StyleMask, styles.Count), (style, mask) => style with { Part = mask })];
        if (values.Has(InputSettings.Region))
        {
            IReadOnlyList<Mask?> masks = Fitted(values, InputSettings.Region, styles.Count);
            // Foreground and background: three pictures and one mask.
            if (masks is [{ } only, null] && values.TextsOf(InputSettings.Region).Count == 1)
                masks = [only, only.Inverse()];
            styles = [.. styles.Zip(masks, (style, mask) => style with { Region = mask })];
        }

        return styles;
    }

    private static IReadOnlyList<Mask?> Fitted(SettingValues values, Setting<IReadOnlyList<MaskFile?>> setting, int paintings)
    {
        IReadOnlyList<MaskFile?> files = values.Get(setting, [])!;
        if (files.Count > paintings)
            throw new InputException($"{setting.Typed}: {files.Count} masks for {paintings} paintings; expected one for each at most.");
        return [.. files.Select(file => file?.Read(setting)), .. Enumerable.Repeat<Mask?>(null, paintings - files.Count)];
    }

    private static IReadOnlyList<StylePicture> ByColor(IReadOnlyList<string> files, IReadOnlyList<StylePicture> styles)
    {
        if (files.Count != styles.Count + 1)
            throw new InputException(
                $"--color-regions '{string.Join(',', files)}': expected {styles.Count + 1} maps between commas, the photo's and then "
                    + $"each painting's; found {files.Count}.");
        RegionMap photo = new(ImageFile.Read(files[0]));
        return [.. styles.SelectMany((style, i) =>
        {
            IReadOnlyList<StylePicture> regions = photo.Match(style, ImageFile.Read(files[i + 1]));
            return regions.Count > 0
                ? regions
                : throw new InputException($"--color-regions '{files[i + 1]}': has no colour of '{files[0]}'.");
        })];
    }
}
