using System.Globalization;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Settings;

/// <summary>A picture of any size in a picture's style, seamless on request.</summary>
internal sealed class TextureKind() : RunKind(
    "texture", "Fill a picture of any size with the style of STYLE; --tileable makes it seamless.",
    [
        s_style, FileSettings.Output, s_size, s_tileable, s_styleScale, s_styleLayers, LookSettings.Iterations, LookSettings.NoiseSeed,
        InputSettings.Weights, .. MachineSettings.Fitting, .. MachineSettings.Device,
            .. PictureSettings.All.Except([PictureSettings.KeepMetadata, PictureSettings.Profile]),
        .. FileSettings.Kept, .. FileSettings.Watching,
    ])
{
    private const string DefaultSize = "512x512";

    private static readonly Setting<string> s_style = new(
        "style", SettingTypes.Picture("FILE"), "The picture whose style fills the texture.")
    {
        Group = SettingGroup.Common,
        Position = "STYLE",
        IsRequired = true,
    };

    private static readonly Setting<ImageSize> s_size = new(
        "size", SettingTypes.Text("WIDTHxHEIGHT", ReadSize), "WIDTHxHEIGHT, or one number for a square.")
    {
        Group = SettingGroup.Common,
        Default = _ => DefaultSize,
    };

    private static readonly Setting<bool> s_tileable = new(
        "tileable", SettingTypes.Flag, "Seamless: copies fit side by side (sides become multiples of 16).")
    {
        Group = SettingGroup.Common,
    };

    private static readonly Setting<double> s_styleScale = new(
        "style-scale", SettingTypes.Number("X", 0, 8), "Size of STYLE relative to its own: larger gives larger strokes.")
    {
        Group = SettingGroup.Common,
        Change = (options, scale) => options with { StyleScale = scale },
        Default = options => LookSettings.Text(options.StyleScale),
    };

    private static readonly Setting<IReadOnlyList<LayerWeight>> s_styleLayers = new(
        "style-layers", SettingTypes.Layers("LAYER[:WEIGHT],…", text => LayerWeight.ParseList(text, 1)),
        "Such as conv1_1,conv2_1,conv3_1:2; default: those of --preset.")
    {
        Change = (options, layers) => options with { Preset = options.Preset with { StyleLayers = layers } },
    };

    /// <inheritdoc/>
    public override StyleTransferOptions Defaults { get; } = new();

    /// <inheritdoc/>
    internal override TransferPictures Read(SettingValues values, InputPictures files) =>
        TextureRun.Pictures(SizeOf(values), files.Painting(values.Get(s_style)!));

    /// <inheritdoc/>
    internal override StyleTransferOptions With(StyleTransferOptions options, SettingValues values, TransferPictures pictures) =>
        TextureRun.Options(options, SizeOf(values), pictures.Styles[0].Picture.Size, values.Has(s_tileable));

    /// <inheritdoc/>
    private protected override StyleTransferOptions Begin(SettingValues values, WeightsFile weights) =>
        Defaults with { Preset = PresetLayers.Of(null, weights) };

    private static ImageSize SizeOf(SettingValues values) => values.Get(s_size, ReadSize(DefaultSize));

    private static ImageSize ReadSize(string text)
    {
        string[] parts = text.Split('x', '×');
        int[] sides = [.. parts.Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int side) ? side : 0)];
        return sides.Length is 1 or 2 && sides.All(side => side is >= 16 and <= 32768)
            ? new ImageSize(sides[0], sides[^1])
            : throw new FormatException($"expected WIDTHxHEIGHT or a number, 16 to 32768 pixels, such as {DefaultSize}.");
    }
}
