using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Settings;

/// <summary>What a layer keeps of a picture, or the Gram matrices of several layers together.</summary>
internal sealed class ReconstructKind() : RunKind(
    "reconstruct", "Find IMAGE again, from noise, from what layers of the network keep of it.",
    [
        s_image, FileSettings.Output, s_layers, s_style, LookSettings.Size, LookSettings.Iterations, LookSettings.NoiseSeed,
        InputSettings.Weights, .. MachineSettings.Fitting, .. MachineSettings.Device, .. PictureSettings.All, .. FileSettings.Kept,
            .. FileSettings.Watching,
    ])
{
    private static readonly Setting<string> s_image = new("image", SettingTypes.Picture("FILE"), "The picture to find again.")
    {
        Group = SettingGroup.Common,
        Position = "IMAGE",
        IsRequired = true,
    };

    private static readonly Setting<IReadOnlyList<string>> s_layers = new(
        "layer", SettingTypes.Layers<IReadOnlyList<string>>(
            "LAYER,…", text => [.. LayerWeight.ParseList(text, 1).Select(layer => layer.Layer)]),
        "A layer such as conv4_2, or several: conv1_2,conv2_2,conv3_2.")
    {
        Group = SettingGroup.Common,
        IsRequired = true,
    };

    private static readonly Setting<bool> s_style = new(
        "style", SettingTypes.Flag, "From Gram matrices (each layer together with those before it) instead of feature maps.")
    {
        Group = SettingGroup.Common,
    };

    /// <inheritdoc/>
    public override StyleTransferOptions Defaults { get; } = new() { Size = 256, Scales = StyleTransferOptions.OneScale(200) };

    /// <summary>One for each layer: the layer alone, or with <c>--style</c> it and all before it. Each picture has the layer in its
    /// name, and its run a folder of that name in the given one.</summary>
    internal override IReadOnlyList<SettingValues> Parts(SettingValues values)
    {
        IReadOnlyList<string> layers = values.TextsOf(s_layers);
        if (layers.Count == 1)
            return [values];
        string output = values.Get(FileSettings.Output) ?? "";
        string stem = Path.Combine(Path.GetDirectoryName(output) ?? "", Path.GetFileNameWithoutExtension(output));
        return
        [
            .. layers.Select((layer, i) => InFolder(layer.Split(':')[0], values
                .With(s_layers, values.Has(s_style) ? [.. layers.Take(i + 1)] : [layer])
                .With(FileSettings.Output, $"{stem}-{layer.Split(':')[0]}{Path.GetExtension(output)}"))),
        ];
    }

    private static SettingValues InFolder(string layer, SettingValues values) =>
        values.Get(FileSettings.Folder) is { } folder ? values.With(FileSettings.Folder, Path.Combine(folder, layer)) : values;

    /// <inheritdoc/>
    internal override TransferPictures Read(SettingValues values, InputPictures files)
    {
        RgbImage image = files.Photo(values.Get(s_image)!);
        return new TransferPictures { Content = image, Styles = [new StylePicture(image)] };
    }

    /// <inheritdoc/>
    private protected override StyleTransferOptions Complete(StyleTransferOptions options, SettingValues values, WeightsFile weights)
    {
        IReadOnlyList<string> layers = values.Get(s_layers, [])!;
        return values.Has(s_style)
            ? Reconstruction.Style(options, layers)
            : Reconstruction.Content(options, layers is [string layer]
                ? layer
                : throw new InputException($"{s_layers.Typed}: expected one layer for one picture, found {layers.Count}."));
    }
}
