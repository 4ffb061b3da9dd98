using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The work of VGG19's layers up to conv5_1 on a square picture, for reading next to
/// <see cref="KernelReport"/>.</summary>
internal static class LayerWorkTable
{
    private const int Float = sizeof(float);

    private static readonly PoolingGeometry s_pooling = new(PoolingKind.Average);

    // Layers of each stage and their output channels; average pooling, done by the convolutions, stands between stages.
    private static readonly (int Layers, int Channels)[] s_stages =
        [(2, 64), (2, 128), (4, 256), (4, 512), (1, 512)];

    /// <summary>Every operator of one evaluation, in the order of the forward pass.</summary>
    /// <param name="size">Side of the picture in pixels, at least 16.</param>
    /// <param name="card">The card; decides which kernel computes a layer, and how often its input channels are split.</param>
    public static IReadOnlyList<LayerWork> At(int size, CardSpeed card)
    {
        List<LayerWork> work = [];
        TensorShape shape = new(3, size, size);
        int wantedGroups = LaunchPolicy.TilesToFill(card.Multiprocessors);
        for (int stage = 0; stage < s_stages.Length; stage++)
        {
            for (int layer = 0; layer < s_stages[stage].Layers; layer++)
            {
                string name = $"conv{stage + 1}_{layer + 1}";
                ConvolutionGeometry geometry = new(shape.Channels, s_stages[stage].Channels);
                TensorShape output = geometry.OutputShape(shape), pooled = s_pooling.OutputShape(output);
                ConvolutionExtents forward = ConvolutionExtents.Forward(geometry, shape, relu: true);
                ConvolutionExtents backward = ConvolutionExtents.Backward(geometry, output, shape, masked: true);
                bool pools = stage + 1 < s_stages.Length && layer + 1 == s_stages[stage].Layers;
                string suffix = pools ? $", pool{stage + 1}" : "";
                work.Add(Convolution($"{name} forward{suffix}", pools ? forward.With(s_pooling, pooled) : forward, isBackward: false,
                    card));
                work.Add(Convolution($"{name} backward{suffix}", pools ? backward.With(s_pooling, pooled) : backward, isBackward: true,
                    card));
                if (layer == 0)
                    AddGram(work, name, output, wantedGroups);
                shape = pools ? pooled : output;
            }
        }

        return work;
    }

    private static LayerWork Convolution(string operation, ConvolutionExtents e, bool isBackward, CardSpeed card)
    {
        double inputs = (double)e.IC * e.IH * e.IW, outputs = (double)e.OC * e.OH * e.OW, weights = 9.0 * e.IC * e.OC;
        double pooled = (double)(isBackward ? e.IC : e.OC) * e.PH * e.PW;
        double flops = 2.0 * 9 * e.IC * outputs;
        // Backward, a pooled gradient stands in the place of the whole one.
        double least = (isBackward && e.Pooling != 0 ? inputs : inputs * (1 + e.Masked)) + pooled + weights + outputs;
        double written = isBackward ? outputs : outputs + pooled;
        if (ConvolutionChooser.IsToFew(e))
        {
            double threads = e.OH * Math.Ceiling(e.OW / 4.0);
            double requested = threads * e.IC * (18 * (1 + e.Masked) + 36) + outputs;
            return new LayerWork(operation, "ConvolutionFew.Rows", flops, least * Float, requested * Float, 0);
        }

        if (!ConvolutionTile.Fits(e))
        {
            double units = Math.Ceiling(e.OC / 4.0) * e.OH * Math.Ceiling(e.OW / 4.0);
            double requested = units * 9 * e.IC * (4 + 4 * (1 + e.Masked)) + outputs;
            return new LayerWork(operation, "Convolution.Blocked", flops, least * Float, requested * Float, 0);
        }

        ConvolutionCost cost = new(card);
        ConvolutionChoice choice = ConvolutionChooser.IsWide(e.IC) ? cost.Cheapest(e) : cost.CheapestDirect(e);
        if (choice.Variant == ConvolutionVariant.Winograd)
        {
            WinogradPlan plan = new(e, choice.Splits, LaunchPolicy.TilesToFill(card.Multiprocessors), tiled: true);
            return Winograd(operation, e, plan, isBackward, flops, least * Float, written);
        }

        ConvolutionTile tile = new(e, choice);
        double halo = tile.HaloElements * (1 + e.Masked) * ConvolutionPacking.StageChannels;
        double perStage = halo + 9 * ConvolutionPacking.TileChannels * ConvolutionPacking.StageChannels;
        double stored = tile.Splits == 1 ? written : written + outputs * 2 * tile.Splits;
        string kernel = e.Pooling == 0 ? "ConvolutionTiled.Tiled"
            : isBackward ? "ConvolutionTiled.Tiled.OfAverage"
            : tile.Splits == 1 ? "ConvolutionPool.Tiled" : "ConvolutionTiled.Tiled";
        return new LayerWork(
            operation, kernel, flops, least * Float, (tile.Groups * tile.SplitStages * perStage + stored) * Float, tile.Groups);
    }

    // What the three kernels ask for together.
    private static LayerWork Winograd(
        string operation, ConvolutionExtents e, WinogradPlan plan, bool isBackward, double flops, double bytes, double written)
    {
        double tiles = plan.Tiles, groups = plan.Groups(e);
        double transforms = WinogradWeights.Points * tiles * (e.IC * (2.0 + e.Masked) + 2.0 * plan.Splits * e.OC);
        double perTerm = ConvolutionPacking.TileChannels + WinogradTiledKernels.TileColumns;
        string kernel = isBackward ? "WinogradTiled.Product.Backward" : "WinogradTiled.Product";
        return new LayerWork(
            operation, kernel, flops, bytes, (transforms + groups * plan.SplitTerms * perTerm + written) * Float,
            (int)groups);
    }

    private static void AddGram(List<LayerWork> work, string name, TensorShape shape, int wantedGroups)
    {
        double channels = shape.Channels, positions = shape.Positions;
        double features = channels * positions, matrix = channels * channels;
        GramExtents e = GramExtents.Tiled(shape.Channels, shape.Positions, wantedGroups);
        const int tile = GramTiledKernels.TileChannels;
        work.Add(new LayerWork(
            name + " Gram", "GramTiled.Forward", matrix * positions, (features + matrix) * Float,
            (e.TilePairs * positions * 2 * tile + 1.5 * e.Partials * matrix) * Float,
            e.TilePairs * e.Partials / GramTiledKernels.Quarters));
        work.Add(new LayerWork(
            name + " Gram backward", "GramTiled.Backward", 2 * matrix * positions, (3 * features + matrix) * Float,
            (e.BackwardTiles * channels * (tile + GramTiledKernels.TilePositions) + 2 * features) * Float,
            e.BackwardTiles));
    }
}
