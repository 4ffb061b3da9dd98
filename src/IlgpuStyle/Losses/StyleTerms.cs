using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>
/// The style losses that several pictures ask for. Pictures for the same region share it by their weights;
/// the regions share the whole by the sums of theirs. With W = Σ weights, picture i's share of its region is
/// w_i/Σ_region w, the region's λ = Σ_region w/W. Σλ = 1: several regions pull at the picture as strongly as
/// one would, each with its share, however small it is.
/// </summary>
/// <param name="terms">The layers of the preset one after the other.</param>
internal sealed class StyleTerms(IReadOnlyList<StyleTerm> terms) : IStyleTargets
{
    /// <summary>Runs the pictures through the network.</summary>
    /// <exception cref="InputException">
    /// A mask leaves nothing of a picture, a picture is too small, or it lends its style to layers of which there are none.
    /// </exception>
    public static StyleTerms Compute(
        PreparedNetwork network, LossPreset preset, IReadOnlyList<StyleSource> styles, TilePlan? tiles)
    {
        List<StyleTerm> terms = [];
        foreach (IGrouping<LentLayers, StyleSource> lenders in styles.GroupBy(style => style.Lends))
        {
            int[] layers = Lent(network, preset, lenders.Key, styles[0].Picture.Shape);
            foreach (Group group in Groups(preset, [.. lenders]))
            {
                List<IReadOnlyList<StyleTarget>> statistics =
                    [.. group.Sources.Select(source => Statistics(network, preset, layers, source, tiles))];
                for (int i = 0; i < layers.Length; i++)
                {
                    int index = i;
                    StyleTarget blend = StyleTarget.Blend(
                        network.Backend, [.. statistics.Select(s => s[index])],
                        [.. group.Sources.Select(s => s.Weight / group.Weight)]);
                    terms.Add(new StyleTerm(layers[i], blend, group.Share, group.Name, group.Sources[0].Region));
                }
            }
        }

        return new StyleTerms([.. terms.OrderBy(term => term.Layer)]);
    }

    /// <inheritdoc/>
    public IEnumerable<ILayerLoss> Losses(PreparedNetwork network, IFeatureNetwork features, LossPreset preset)
    {
        foreach (StyleTerm term in terms)
        {
            string layer = NetworkDefinition.CanonicalName(preset.StyleLayers[term.Layer].Layer);
            double weight = preset.StyleLayers[term.Layer].Weight * preset.StyleWeight * term.Share;
            if (preset.NormalizeWeights)
                weight /= features.FeatureShape(layer).Channels;
            FeatureStatistics statistics = NewStatistics(
                network, features, preset, layer, $"Gram matrix of {layer}", term.Region, "a region of the result");
            IStyleMeasure measure = preset.StyleKind == StyleKind.Wasserstein
                ? new WassersteinMeasure(network.Backend, layer, term.Target, weight)
                : new GramMeasure(network.Backend, layer, term.Target, preset, weight);
            yield return ObjectiveTerms.Normalized(
                network.Backend, features, preset, new StyleLoss(layer, term.Part, statistics, measure), weight);
        }
    }

    /// <summary>The same on another device.</summary>
    public StyleTerms CopyTo(IDeviceMemory from, IDeviceMemory to)
    {
        Tensor Copy(Tensor tensor) => DeviceGroup.Copy(tensor, from, to, TensorRole.Statistic);
        return new StyleTerms(
        [
            .. terms.Select(term => term with
            {
                Target = new StyleTarget(Copy(term.Target.Moment), term.Target.Mean is { } mean ? Copy(mean) : null),
            }),
        ]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (StyleTerm term in terms)
            term.Target.Dispose();
    }

    /// <summary>The indices of the style layers that a picture lends its style to.</summary>
    private static int[] Lent(PreparedNetwork network, LossPreset preset, LentLayers lends, TensorShape image)
    {
        IEnumerable<int> all = Enumerable.Range(0, preset.StyleLayers.Count);
        if (lends == LentLayers.All)
            return [.. all];
        TensorShape[] shapes = FeatureNetwork.Shapes(network, image);
        bool IsCoarse(int layer) =>
            Hypercolumns.IsCoarse(shapes[network.Definition.IndexOf(preset.StyleLayers[layer].Layer)], image);
        int[] layers = [.. all.Where(layer => IsCoarse(layer) == (lends == LentLayers.Coarse))];
        return layers.Length > 0
            ? layers
            : throw new InputException(
                $"coarse style: of the style layers {string.Join(", ", preset.StyleLayers.Select(layer => layer.Layer))} none is "
                    + $"{(lends == LentLayers.Coarse ? "coarse, as conv3_1" : "fine, as conv1_1")}; expected layers of both sorts (coarse "
                    + "are those with a quarter of the picture's sides or less).");
    }

    /// <summary>One picture's statistics, in the order of these of the preset's style layers.</summary>
    private static IReadOnlyList<StyleTarget> Statistics(
        PreparedNetwork network, LossPreset preset, int[] lent, StyleSource source, TilePlan? tiles)
    {
        IBackend backend = network.Backend;
        string[] layers = [.. lent.Select(layer => NetworkDefinition.CanonicalName(preset.StyleLayers[layer].Layer))];
        string key = network.Statistics is null ? "" : StatisticsCache.KeyOf(
            $"{string.Join(",", layers)} {preset.StyleKind} {preset.MomentScale(2)} "
                + $"{source.Picture.Size} {tiles}",
            source.Picture.Data, source.Part?.Data);
        if (network.Statistics?.Find(key, backend) is { } kept)
            return StyleTarget.FromTensors(kept, layers.Length);
        using IFeatureNetwork features = FeatureNetworkFactory.Create(
            network, source.Picture.Shape, layers, withBackward: false, tiles);
        FeatureStatistics[] sums = [.. layers.Select(layer => NewStatistics(
            network, features, preset, layer, $"style target {layer}", source.Part, "the mask of a style picture"))];
        TransferTargets.Run(network, features, source.Picture, (layer, window, map) =>
        {
            for (int i = 0; i < layers.Length; i++)
            {
                if (layers[i] == layer)
                    sums[i].Add(map, window);
            }
        });
        StyleTarget[] targets = [.. sums.Select(sum => sum.Take())];
        network.Statistics?.Add(key, backend, StyleTarget.ToTensors(targets));
        return targets;
    }

    /// <summary>Empty statistics of one layer, over a region if there is one.</summary>
    /// <exception cref="InputException">The region leaves nothing of the layer.</exception>
    private static FeatureStatistics NewStatistics(
        PreparedNetwork network, IFeatureNetwork features, LossPreset preset, string layer, string name,
        Mask? region, string whatRegion)
    {
        TensorShape shape = features.FeatureShape(layer);
        LayerMask? mask = null;
        if (region is not null)
        {
            mask = LayerMask.Normalized(
                network.Backend, $"{name}, mask", MaskPyramid.At(network, region, layer, shape))
                ?? throw new InputException(
                    $"{whatRegion} leaves nothing of layer {layer} ({shape.Width}×{shape.Height}): take a "
                        + "mask with more white in it, or a layer less deep.");
        }

        return new FeatureStatistics(
            network.Backend, name, shape, features.Pieces(layer), preset.MomentScale(shape.Channels),
            withMean: preset.StyleKind != StyleKind.Gram, mask, features.Member);
    }

    private static List<Group> Groups(LossPreset preset, IReadOnlyList<StyleSource> styles)
    {
        List<Mask?> regions = [.. styles.Select(s => s.Region).Distinct()];
        double total = styles.Sum(s => s.Weight);
        List<Group> groups = [];
        for (int r = 0; r < regions.Count; r++)
        {
            StyleSource[] members = [.. styles.Where(s => ReferenceEquals(s.Region, regions[r]))];
            string region = regions.Count > 1 ? $"region {r + 1}" : "";
            if (preset.StyleBlend == StyleBlend.Statistics || members.Length == 1)
            {
                groups.Add(new Group(members, members.Sum(s => s.Weight) / total, region));
                continue;
            }

            foreach (StyleSource member in members)
            {
                string style = $"style {styles.ToList().IndexOf(member) + 1}";
                groups.Add(new Group([member], member.Weight / total, region.Length > 0 ? $"{style}, {region}" : style));
            }
        }

        return groups;
    }

    /// <summary>Pictures whose statistics are averaged.</summary>
    private sealed record Group(IReadOnlyList<StyleSource> Sources, double Share, string Name)
    {
        public double Weight => Sources.Sum(s => s.Weight);
    }
}
