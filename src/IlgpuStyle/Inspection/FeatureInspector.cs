using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Inspection;

/// <summary>
/// Shows what a network sees in a picture: feature maps and Gram matrices as pictures, and their numbers.
/// </summary>
internal static class FeatureInspector
{
    private const int Columns = 8;

    // Small maps are enlarged by whole pixels, large ones reduced: a channel is about this wide on the sheet.
    private const int ChannelWidth = 96;

    /// <summary>Runs the picture once.</summary>
    /// <param name="backend">Where.</param>
    /// <param name="weights">The network.</param>
    /// <param name="options">Pooling and padding.</param>
    /// <param name="picture">At the size to look at.</param>
    /// <param name="layers">In this order.</param>
    /// <param name="channels">Channels on a sheet, at least 1.</param>
    /// <exception cref="InputException">A layer is missing or the picture is too small.</exception>
    public static IReadOnlyList<LayerInspection> Inspect(
        IBackend backend, WeightsFile weights, NetworkOptions options, RgbImage picture,
        IReadOnlyList<string> layers, int channels)
    {
        using PreparedNetwork network = new(backend, weights, layers, options);
        using FeatureNetwork features = new(network, picture.Shape, layers, withBackward: false);
        using Tensor image = backend.Allocate("picture", picture.Shape, TensorRole.Vector);
        backend.Upload(picture.Data, image);
        features.Forward(image);
        return [.. layers.Select(layer => Inspect(backend, layer, features.Features(layer), channels))];
    }

    private static LayerInspection Inspect(IBackend backend, string layer, Tensor map, int channels)
    {
        TensorShape shape = map.Shape;
        float[] values = new float[shape.Length];
        backend.Download(map, values);
        using Tensor gramTensor = backend.Allocate("Gram matrix", TensorShape.Matrix(shape.Channels), TensorRole.Statistic);
        backend.GramForward(map, 1.0 / shape.Positions, gramTensor);
        float[] gram = new float[gramTensor.Shape.Length];
        backend.Download(gramTensor, gram);
        double mean = values.Average(v => (double)v), square = values.Average(v => (double)v * v);
        return new LayerInspection(
            layer, shape.Channels, shape.Height, shape.Width, mean, Math.Sqrt(Math.Max(0, square - mean * mean)), values.Max(),
            values.Count(v => v == 0) / (double)values.Length,
            Enumerable.Range(0, shape.Channels).Count(c => gram[c * (shape.Channels + 1)] == 0),
            Sheet(values, shape, channels), GramPicture(gram, shape.Channels));
    }

    private static RgbImage Sheet(float[] values, TensorShape shape, int channels)
    {
        ContactSheet sheet = new(Columns, margin: 4);
        int enlargement = Math.Max(1, ChannelWidth / shape.Width);
        for (int channel = 0; channel < Math.Min(channels, shape.Channels); channel++)
        {
            float[] plane = values[(channel * shape.Positions)..((channel + 1) * shape.Positions)];
            float largest = plane.Max();
            RgbImage picture = Grey(shape.Width, shape.Height, i => largest > 0 ? plane[i] / largest : 0);
            picture = enlargement > 1 ? Enlarged(picture, enlargement)
                : shape.Width > ChannelWidth
                    ? Resampler.Resize(picture, picture.Size.WithLongSide(ChannelWidth))
                    : picture;
            sheet.Add(picture, $"{channel}");
        }

        return sheet.Render();
    }

    private static RgbImage GramPicture(float[] gram, int channels)
    {
        RgbImage picture = Grey(channels, channels, i =>
        {
            double scale = Math.Sqrt(
                (double)gram[i / channels * (channels + 1)] * gram[i % channels * (channels + 1)]);
            return scale > 0 ? (float)Math.Sqrt(Math.Max(0, gram[i] / scale)) : 0;
        });
        return Enlarged(picture, Math.Max(1, 256 / channels));
    }

    private static RgbImage Grey(int width, int height, Func<int, float> value)
    {
        RgbImage picture = new(width, height);
        int count = width * height;
        for (int i = 0; i < count; i++)
            picture.Data[i] = picture.Data[count + i] = picture.Data[2 * count + i] = value(i);
        return picture;
    }

    private static RgbImage Enlarged(RgbImage picture, int factor)
    {
        RgbImage result = new(picture.Width * factor, picture.Height * factor);
        for (int i = 0; i < result.Data.Length; i++)
        {
            int x = i % result.Width, row = i / result.Width;
            int channel = row / result.Height, y = row % result.Height;
            result.Data[i] = picture.Data[(channel * picture.Height + y / factor) * picture.Width + x / factor];
        }

        return result;
    }
}
