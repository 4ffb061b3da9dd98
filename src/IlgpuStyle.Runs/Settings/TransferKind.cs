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
        LookSettings.Draft, LookSettings.Size, LookSettings.StyleScale, LookSettings.StyleScales, LookSettings.StyleSize,
        LookSettings.CoarseStyle,
        LookSettings.Iterations, LookSettings.FirstIterations, LookSettings.Scales,
        LookSettings.Init, LookSettings.InitNoise, LookSettings.Seed,
        LookSettings.Color, LookSettings.Luminance, LookSettings.ColorMatch,
        .. InputSettings.Masks,
        ExpertSettings.StyleKindOf, ExpertSettings.ActivationShift, TermSettings.MatchEvery,
        TermSettings.MatchPatch, TermSettings.Directions, TermSettings.Samples, ExpertSettings.Blend, ExpertSettings.Profile,
        TermSettings.ContentKindOf, TermSettings.CoarseContent, ExpertSettings.ContentNormalizationOf,
        ExpertSettings.NormalizeWeights, ExpertSettings.NormalizeGradients,
        TermSettings.Laplacian, TermSettings.LaplacianPool, TermSettings.Attraction, TermSettings.AttractionWeight,
        ExpertSettings.TotalVariationKindOf, ExpertSettings.TotalVariationColor,
        ExpertSettings.Pooling, ExpertSettings.Padding, ExpertSettings.FirstPadding, ExpertSettings.RescalePooling,
        ExpertSettings.Optimizer, ExpertSettings.LearningRate, .. ExpertSettings.Adam, ExpertSettings.History, ExpertSettings.Precondition,
        ExpertSettings.MaxRollbacks, ExpertSettings.Box, ExpertSettings.Average, ExpertSettings.StopBelow, ExpertSettings.StopWindow,
        InputSettings.Weights, .. MachineSettings.Fitting, .. MachineSettings.Device, .. PictureSettings.All, .. FileSettings.Kept,
            .. FileSettings.Watching,
    ])
{
    /// <inheritdoc/>
    public override StyleTransferOptions Defaults { get; } = new();

    /// <inheritdoc/>
    internal override TransferPictures Read(SettingValues values, InputPictures files)
    {
        RgbImage photo = files.Photo(values.Get(InputSettings.Photo)!);
        IReadOnlyList<double> scales = values.Get(LookSettings.StyleScales, []);
        double? largest = scales.Concat(values.Get(LookSettings.StyleScale, [])).Cast<double?>().Max();
        IReadOnlyList<StylePicture> styles =
        [
            .. values.Get(InputSettings.Painting, [])
                .Select(painting => new StylePicture(files.Painting(painting.Path, largest), painting.Weight) { Name = painting.Path }),
        ];
        if (styles.Count == 0)
            throw new InputException($"{InputSettings.Painting.Typed}: expected a picture file.");
        styles = PaintingRegions.Apply(values, WithOwn(values, styles), files);
        if (values.Get(LookSettings.CoarseStyle) is { } coarse)
        {
            styles =
            [
                .. styles.Select(style => style with { Lends = LentLayers.Fine }),
                new StylePicture(files.Painting(coarse, largest), Lends: LentLayers.Coarse) { Name = coarse },
            ];
        }

        if (scales.Count > 0)
            styles = [.. styles.SelectMany(style => scales.Select(scale => style with { Scale = scale }))];
        return new TransferPictures
        {
            Content = photo,
            Styles = styles,
            Init = values.Get(LookSettings.Init).Picture is { } start ? files.Other(start, "starts with what can be seen of it") : null,
            Attraction = values.Get(TermSettings.Attraction) is { } other ? files.Other(other, "draws to what can be seen of it") : null,
            ContentMask = values.Get(InputSettings.ContentMask)?.Read(InputSettings.ContentMask, files),
            Pinned = values.Get(InputSettings.Pin)?.Read(InputSettings.Pin, files),
        };
    }

    /// <inheritdoc/>
    private protected override StyleTransferOptions Begin(SettingValues values, WeightsFile weights) =>
        values.Has(LookSettings.Preset) ? Defaults : Defaults with { Preset = PresetLayers.Of(null, weights) };

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

    private static IReadOnlyList<StylePicture> WithOwn(SettingValues values, IReadOnlyList<StylePicture> styles)
    {
        styles = Each(values, LookSettings.Color, "rules", styles, (style, rule) => style with { Color = rule });
        return Each(values, LookSettings.StyleScale, "scales", styles, (style, scale) => style with { Scale = scale });
    }

    /// <summary>The paintings, each with its own of several values; one value is the whole run's.</summary>
    private static IReadOnlyList<StylePicture> Each<T>(
        SettingValues values, Setting<IReadOnlyList<T>> setting, string what, IReadOnlyList<StylePicture> styles,
        Func<StylePicture, T, StylePicture> change)
    {
        IReadOnlyList<T> own = values.Get(setting, [])!;
        if (own.Count < 2)
            return styles;
        return own.Count == styles.Count
            ? [.. styles.Zip(own, change)]
            : throw new InputException(
                $"{setting.Typed} '{string.Join(',', values.TextsOf(setting))}': {own.Count} {what} for "
                    + $"{Counted.Of(styles.Count, "painting")}; expected one, or one for each.");
    }
}
