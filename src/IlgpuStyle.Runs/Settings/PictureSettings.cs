using IlgpuStyle.Imaging;

namespace IlgpuStyle.Runs.Settings;

/// <summary>How pictures are read and written.</summary>
internal static class PictureSettings
{
    private static readonly PictureWriting s_defaults = new();

    public static Setting<int> Depth { get; } = new(
        "depth", SettingTypes.Choice(("8", 8, "256 steps of each colour"), ("16", 16, "65,536 steps, as PNG alone")),
        "Bits of each colour in the result: 8, or 16 as .png.")
    {
        Group = SettingGroup.Output,
        Default = _ => $"{s_defaults.Depth}",
    };

    public static Setting<int> Quality { get; } = new(
        "quality", SettingTypes.Whole("N", 1, 100),
            "Quality of .jpg, .webp and .avif; 100 is lossless as .webp. Colour keeps its full resolution.")
    {
        Group = SettingGroup.Output,
        Default = _ => $"{s_defaults.Quality}",
        Need = new(
            facts => ImageFile.WrittenFormat(facts.Values.Get(FileSettings.Output, "")) is not (ImageFormat.Png or ImageFormat.Tiff),
            "a result that ends in .jpg, .webp or .avif: others lose nothing"),
    };

    public static Setting<bool> Profile { get; } = new(
        "profile", SettingTypes.Choice(("srgb", false, "colours of other spaces are converted"),
            ("keep", true, "the photo's, which the result carries")),
        "Colour space of the result: srgb, which every program shows rightly, or keep, the photo's: Display P3 stays Display P3.")
    {
        Group = SettingGroup.Colour,
        Default = _ => "srgb",
    };

    public static Setting<bool> Flatten { get; } = new(
        "flatten", SettingTypes.Choice(("none", false, "transparency is kept"), ("white", true, "every picture is put on white")),
        "What becomes of transparency. none: the photo's becomes the result's, a painting lends what can be seen of it, masks count by "
            + "brightness and "
            + "opacity; white: every picture is put on white.")
    {
        Group = SettingGroup.Look,
        Default = _ => "none",
    };

    public static Setting<bool> KeepMetadata { get; } = new(
        "keep-metadata", SettingTypes.Flag, "Keep the photo's EXIF data in the result: date, camera, place.")
    {
        Group = SettingGroup.Output,
        Need = new(
            facts => ImageFile.WrittenFormat(facts.Values.Get(FileSettings.Output, "")) is not ImageFormat.Tiff,
            "a result that ends in .png, .jpg, .webp or .avif: .tif is written without"),
    };

    /// <summary>All of them, in the order of help.</summary>
    public static IReadOnlyList<Setting> All { get; } = [Profile, Flatten, Depth, Quality, KeepMetadata];

    /// <summary>How the result is written.</summary>
    /// <param name="values">The settings.</param>
    /// <param name="inputs">What of the photo it keeps; null if that is not known yet.</param>
    public static PictureWriting Writing(SettingValues values, InputPictures? inputs = null) => new()
    {
        Depth = values.Get(Depth, s_defaults.Depth),
        Quality = values.Get(Quality, s_defaults.Quality),
        Profile = inputs?.Profile,
        Exif = inputs?.Metadata,
    };
}
