using System.CommandLine;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>
/// The masks: where each painting acts, which part of it lends its style, where the photo counts, what stays
/// untouched.
/// </summary>
internal sealed class RegionChoice
{
    private Option<string?> Regions { get; } = new("--region")
    {
        Description = "Where each painting acts, in their order, between commas: FILE (white: there), "
            + "FILE:inverse, FILE:RRGGBB (that colour), - (everywhere). "
            + "One mask for two paintings: the second gets the rest.",
    };

    private Option<string?> StyleMasks { get; } = new("--style-mask")
    {
        Description = "Which part of each painting lends its style; masks as for --region.",
    };

    private Option<string?> ColorRegions { get; } = new("--color-regions")
    {
        Description = "Regions by colour: a colour-coded map of the photo and one of the painting "
            + "(PHOTO_MAP,PAINTING_MAP): each colour takes its style from the same colour.",
    };

    private Option<string?> ContentMask { get; } = new("--content-mask")
    {
        Description = "Where the photo's content counts; a mask as for --region.",
    };

    private Option<string?> Pin { get; } = new("--pin")
    {
        Description = "Pixels that stay the photo's; a mask as for --region.",
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[Regions, StyleMasks, ColorRegions, ContentMask, Pin])
            command.Options.Add(option);
    }

    /// <summary>The pictures with the masks that the user named.</summary>
    /// <exception cref="InputException">
    /// A mask cannot be read, or there are more masks than paintings.
    /// </exception>
    public TransferPictures Apply(ParseResult parsed, TransferPictures pictures)
    {
        IReadOnlyList<StylePicture> styles = pictures.Styles;
        if (parsed.GetValue(ColorRegions) is string maps)
        {
            if (parsed.GetValue(Regions) is not null || parsed.GetValue(StyleMasks) is not null)
                throw new InputException(
                    "--color-regions: expected alone, without --region and --style-mask.");
            styles = ByColor(maps, styles);
        }

        if (parsed.GetValue(StyleMasks) is string parts)
            styles = [.. styles.Zip(Fitted("--style-mask", parts, styles.Count), (style, mask) => style with { Part = mask })];
        if (parsed.GetValue(Regions) is string regions)
            styles =
            [
                .. styles.Zip(
                    Complete(Fitted("--region", regions, styles.Count), regions), (style, mask) => style with { Region = mask }),
            ];
        return pictures with
        {
            Styles = styles,
            ContentMask = parsed.GetValue(ContentMask) is string content ? MaskFile.Read("--content-mask", content) : null,
            Pinned = parsed.GetValue(Pin) is string pinned ? MaskFile.Read("--pin", pinned) : null,
        };
    }

    private static IReadOnlyList<Mask?> Fitted(string option, string text, int paintings)
    {
        IReadOnlyList<Mask?> masks = MaskFile.ReadList(option, text);
        if (masks.Count > paintings)
            throw new InputException(
                $"{option}: {masks.Count} masks for {paintings} paintings; expected one for each at most.");
        return [.. masks, .. Enumerable.Repeat<Mask?>(null, paintings - masks.Count)];
    }

    // Foreground and background: three pictures and one mask.
    private static IReadOnlyList<Mask?> Complete(IReadOnlyList<Mask?> masks, string text) =>
        masks is [{ } only, null] && !text.Contains(',') ? [only, only.Inverse()] : masks;

    private static IReadOnlyList<StylePicture> ByColor(string maps, IReadOnlyList<StylePicture> styles)
    {
        string[] files = maps.Split(',', StringSplitOptions.TrimEntries);
        if (files.Length != styles.Count + 1)
            throw new InputException(
                $"--color-regions '{maps}': expected {styles.Count + 1} maps between commas, the photo's "
                    + $"and then each painting's; found {files.Length}.");
        RegionMap photo = new(ImageFile.Read(files[0]));
        return [.. styles.SelectMany((style, i) =>
        {
            IReadOnlyList<StylePicture> regions = photo.Match(style, ImageFile.Read(files[i + 1]));
            return regions.Count > 0
                ? regions
                : throw new InputException(
                    $"--color-regions '{files[i + 1]}': has no colour of '{files[0]}'.");
        })];
    }
}
