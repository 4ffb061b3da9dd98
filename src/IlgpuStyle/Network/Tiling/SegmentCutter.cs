using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network.Tiling;

/// <summary>Turns a plan into the segments of one network at one picture size.</summary>
internal static class SegmentCutter
{
    /// <summary>The segments from the picture to the deepest layer.</summary>
    /// <exception cref="InputException">A layer does not exist, or segments cannot be cut there.</exception>
    public static Segment[] Cut(
        PreparedNetwork network, TensorShape image, IEnumerable<string> features, bool withBackward, TilePlan plan)
    {
        NetworkDefinition definition = network.Definition;
        HashSet<string> read = [.. features.Select(layer => definition.Layers[definition.IndexOf(layer)].Name)];
        TensorShape[] shapes = FeatureNetwork.Shapes(network, image);
        int[] strides = Halo.Strides(network);
        List<Segment> segments = [];
        int first = 0;
        foreach (TileSegment wanted in plan.Segments)
        {
            int end = definition.Layers.Count;
            int last = wanted.LastLayer == TilePlan.Deepest ? end - 1 : Math.Min(IndexOrEnd(definition, wanted.LastLayer), end - 1);
            if (last < first)
                break;
            int stride = first == 0 ? 1 : strides[first - 1];
            TensorShape input = first == 0 ? image : shapes[first - 1];
            bool keepsOutput = last < end - 1 && wanted != plan.Segments[^1];
            if (!keepsOutput)
                last = end - 1;
            segments.Add(new Segment(
                network.Slice(first, last - first + 1), input, read, keepsOutput, withBackward,
                Math.Max(1, wanted.TileHeight / stride), Math.Max(1, wanted.TileWidth / stride)));
            first = last + 1;
            if (!keepsOutput)
                break;
        }

        return [.. segments];
    }

    // A plan may name a layer behind the deepest that this network's losses read.
    private static int IndexOrEnd(NetworkDefinition definition, string layer)
    {
        for (int k = 0; k < definition.Layers.Count; k++)
        {
            if (definition.Layers[k].Name == layer)
                return k;
        }

        return definition.Layers.Count;
    }
}
