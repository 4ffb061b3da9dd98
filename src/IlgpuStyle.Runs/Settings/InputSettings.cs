using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Settings;

/// <summary>The files that a run reads.</summary>
internal static class InputSettings
{
    public static Setting<string> Photo { get; } = new(
        "photo", SettingTypes.Picture("FILE"),
            "The picture to paint: a file, an http(s) address, or - for standard input. PNG, JPEG, HEIC, AVIF, WebP, TIFF, raw, …")
    {
        Group = SettingGroup.Common,
        Position = "PHOTO",
        OtherKey = "content",
        IsRequired = true,
    };

    public static Setting<IReadOnlyList<PaintingFile>> Painting { get; } = new(
        "painting", PaintingFile.Type, "The picture whose style it gets: FILE, several as FILE:WEIGHT,FILE:WEIGHT, or a folder.")
    {
        Group = SettingGroup.Common,
        Position = "PAINTING",
        OtherKey = "style",
        IsRequired = true,
    };

    public static Setting<string> Weights { get; } = new(
        "weights", SettingTypes.Text("FILE|NAME", text => text) with { Offers = () => WeightsStore.Default.Names },
        "A safetensors file or a name of 'weights list'. Without it an installed VGG19, else the embedded network.")
    {
        Group = SettingGroup.Common,
        Effect = SettingEffect.Rounding,
    };

    public static Setting<IReadOnlyList<MaskFile?>> Region { get; } = new(
        "region", MaskFile.ListType,
        "Where each painting acts, in their order, between commas: FILE (white: there), FILE:inverse, FILE:RRGGBB (that colour), "
            + "- (everywhere). One mask for two paintings: the second gets the rest.")
    {
        Group = SettingGroup.Masks,
    };

    public static Setting<IReadOnlyList<MaskFile?>> StyleMask { get; } = new(
        "style-mask", MaskFile.ListType, "Which part of each painting lends its style; masks as for --region.")
    {
        Excludes = ("color-regions", "the maps say which part lends its style"),
        Group = SettingGroup.Masks,
    };

    public static Setting<IReadOnlyList<string>> ColorRegions { get; } = new(
        "color-regions", new SettingType<IReadOnlyList<string>>("MAP,MAP", values => values)
        {
            IsList = true,
            IsInput = true,
            PathIn = value => (value, ""),
        },
        "Regions by colour: a colour-coded map of the photo and one of the painting (PHOTO_MAP,PAINTING_MAP): each colour takes "
            + "its style from the same colour.")
    {
        Excludes = ("region", "the maps say where each painting acts"),
        Group = SettingGroup.Masks,
    };

    public static Setting<MaskFile> ContentMask { get; } = new(
        "content-mask", MaskFile.Type, "Where the photo's content counts; a mask as for --region.")
    {
        Group = SettingGroup.Masks,
    };

    public static Setting<MaskFile> Pin { get; } = new(
        "pin", MaskFile.Type, "Pixels that stay the photo's; a mask as for --region.")
    {
        Group = SettingGroup.Masks,
    };

    /// <summary>The masks, in the order of help.</summary>
    public static IReadOnlyList<Setting> Masks { get; } = [Region, StyleMask, ColorRegions, ContentMask, Pin];
}
