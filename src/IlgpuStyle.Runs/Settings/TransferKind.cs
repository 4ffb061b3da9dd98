using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Settings;

/// <summary>A photo in the style of one or several paintings.</summary>
internal sealed class TransferKind() : RunKind(
    "transfer", "Paint PHOTO in the style of PAINTING.",
    [
        InputSettings.Photo, InputSettings.Painting, FileSettings.Output,
        LookSettings.Preset, LookSettings.StyleWeight, LookSettings.ContentWeight, LookSettings.TotalVariationWeight,
        LookSettings.ContentLayers, LookSettings.StyleLayers, ExpertSettings.Exact,
        LookSettings.Size, LookSettings.StyleScale, LookSettings.StyleSize, LookSettings.Iterations, LookSettings.Scales,
        LookSettings.Init, LookSettings.InitNoise, LookSettings.Seed,
        LookSettings.Color, LookSettings.Luminance, LookSettings.ColorMatch,
        .. InputSettings.Masks,
        ExpertSettings.StyleKindOf, ExpertSettings.ActivationShift, ExpertSettings.Blend, ExpertSettings.Profile,
        ExpertSettings.NormalizeGradients, ExpertSettings.TotalVariationColor,
        ExpertSettings.Pooling, ExpertSettings.Padding, ExpertSettings.FirstPadding, ExpertSettings.RescalePooling,
        ExpertSettings.Optimizer, ExpertSettings.LearningRate, ExpertSettings.History, ExpertSettings.Precondition,
        ExpertSettings.MaxRollbacks, ExpertSettings.Box, ExpertSettings.Average, ExpertSettings.StopBelow, ExpertSettings.StopWindow,
        InputSettings.Weights, .. MachineSettings.Fitting, .. MachineSettings.Device, .. FileSettings.Kept, .. FileSettings.Watching,
    ])
{
    /// <inheritdoc/>
    public override StyleTransferOptions Defaults { get; } = new();

    /// <inheritdoc/>
    internal override TransferPictures Read(SettingValues values)
    {
        IReadOnlyList<StylePicture> styles = [.. values.Get(InputSettings.Painting, [])!.Select(painting => painting.Read())];
        if (styles.Count == 0)
            throw new InputException($"{InputSettings.Painting.Typed}: expected a picture file.");
        return new TransferPictures
        {
            Content = ImageFile.Read(values.Get(InputSettings.Photo)!),
            Styles = PaintingRegions.Apply(values, Colored(values, styles)),
            Init = values.Get(LookSettings.Init).Picture is { } start ? ImageFile.Read(start) : null,
            ContentMask = values.Get(InputSettings.ContentMask)?.Read(InputSettings.ContentMask),
            Pinned = values.Get(InputSettings.Pin)?.Read(InputSettings.Pin),
        };
    }

    /// <inheritdoc/>
    private protected override StyleTransferOptions Begin(SettingValues values, WeightsFile weights) =>
        values.Has(LookSettings.Preset) ? Defaults : Defaults with { Preset = PresetLayers.DefaultOf(weights) };

    /// <inheritdoc/>
    private protected override StyleTransferOptions Complete(StyleTransferOptions options, SettingValues values, WeightsFile weights)
    {
        // A typed preset is that preset or refused; layers that are typed too are the network's to find.
        PresetLayers.Require(
            options.Preset with
            {
                ContentLayers = values.Has(LookSettings.ContentLayers) ? [] : options.Preset.ContentLayers,
                StyleLayers = values.Has(LookSettings.StyleLayers) ? [] : options.Preset.StyleLayers,
            },
            weights);
        return options;
    }

    private static IReadOnlyList<StylePicture> Colored(SettingValues values, IReadOnlyList<StylePicture> styles)
    {
        IReadOnlyList<ColorRule> rules = values.Get(LookSettings.Color, [])!;
        if (rules.Count < 2)
            return styles;
        return rules.Count == styles.Count
            ? [.. styles.Zip(rules, (style, rule) => style with { Color = rule })]
            : throw new InputException(
                $"{LookSettings.Color.Typed} '{string.Join(',', values.TextsOf(LookSettings.Color))}': {rules.Count} rules for "
                    + $"{styles.Count} paintings; expected one, or one for each.");
    }
}
