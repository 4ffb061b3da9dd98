using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Network;

/// <summary>
/// A mask of a picture at the resolution of each of a network's layers: it goes through the pooling layers as
/// the picture does, as the mean over each window, so that its edge is as soft as the layer's own. Where a
/// layer changes the extent in another way (a convolution with a stride or without padding) it is averaged
/// over areas instead.
/// </summary>
internal static class MaskPyramid
{
    /// <summary>The mask at one layer.</summary>
    /// <param name="network">The layers.</param>
    /// <param name="mask">At the picture's size.</param>
    /// <param name="layer">A layer's name.</param>
    /// <param name="featureShape">Shape of the layer's whole map for that picture.</param>
    public static Mask At(PreparedNetwork network, Mask mask, string layer, TensorShape featureShape)
    {
        if (mask.IsOutline)
            return mask.Resize(featureShape.Width, featureShape.Height);
        NetworkDefinition definition = network.Definition;
        List<int> path = [];
        for (int k = definition.IndexOf(layer); ; k = definition.IndexOf(definition.Layers[k].Inputs[0]))
        {
            path.Add(k);
            if (definition.Layers[k].Inputs.Count == 0)
                break;
        }

        path.Reverse();
        Mask current = mask;
        foreach (int k in path)
        {
            if (definition.Layers[k].Kind == LayerKind.Pooling)
                current = Pool(current, network.Pooling(k));
            else if (definition.Layers[k].Kind == LayerKind.Convolution)
                current = Follow(current, network.Convolution(k).Geometry);
        }

        return current.Resize(featureShape.Width, featureShape.Height);
    }

    private static Mask Follow(Mask mask, ConvolutionGeometry geometry)
    {
        TensorShape shape = geometry.OutputShape(
            new TensorShape(geometry.InputChannels, mask.Height, mask.Width));
        return mask.Resize(shape.Width, shape.Height);
    }

    private static Mask Pool(Mask mask, PoolingGeometry geometry)
    {
        TensorShape shape = geometry.OutputShape(new TensorShape(1, mask.Height, mask.Width));
        float[] data = new float[shape.Length];
        for (int oh = 0; oh < shape.Height; oh++)
        {
            int top = oh * geometry.Stride, bottom = Math.Min(top + geometry.Window, mask.Height);
            for (int ow = 0; ow < shape.Width; ow++)
            {
                int left = ow * geometry.Stride, right = Math.Min(left + geometry.Window, mask.Width);
                double sum = 0;
                for (int y = top; y < bottom; y++)
                {
                    for (int x = left; x < right; x++)
                        sum += mask.Data[y * mask.Width + x];
                }

                data[oh * shape.Width + ow] = (float)(sum / ((bottom - top) * (right - left)));
            }
        }

        return new Mask(shape.Width, shape.Height, data);
    }
}
