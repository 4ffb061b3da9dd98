using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Weights;

/// <summary>
/// A VGG forward pass in plain loops: 3×3 convolutions with zero padding, ReLU, 2×2 average pooling between
/// blocks.
/// </summary>
internal static class PlainNetwork
{
    /// <summary>Per convolution the mean of each filter after ReLU.</summary>
    public static Dictionary<string, float[]> FilterMeans(
        WeightsFile file, float[] rgb, int height, int width)
    {
        Dictionary<string, float[]> means = [];
        float[] features = Preprocess(file.Metadata, rgb, height * width);
        char block = '1';
        foreach (string layer in file.ConvolutionLayers)
        {
            ConvolutionParameters parameters = file.ReadConvolution(layer);
            if (layer[4] != block)
            {
                features = Pool(features, parameters.InputChannels, height, width);
                (height, width, block) = (height / 2, width / 2, layer[4]);
            }

            features = Convolve(parameters, features, height, width);
            int area = height * width;
            means[layer] = [.. Enumerable.Range(0, parameters.OutputChannels)
                .Select(channel => (float)features.Skip(channel * area).Take(area).Average(
                    value => (double)value))];
        }

        return means;
    }

    private static float[] Preprocess(WeightsMetadata metadata, float[] rgb, int area)
    {
        float[] input = new float[3 * area];
        for (int channel = 0; channel < 3; channel++)
        {
            int source = metadata.ChannelOrder == ChannelOrder.Rgb ? channel : 2 - channel;
            for (int i = 0; i < area; i++)
            {
                float scaled = rgb[source * area + i] * metadata.Scale;
                input[channel * area + i] = (scaled - metadata.Mean[channel]) / metadata.Std[channel];
            }
        }

        return input;
    }

    private static float[] Convolve(ConvolutionParameters parameters, float[] input, int height, int width)
    {
        float[] output = new float[parameters.OutputChannels * height * width];
        Parallel.For(0, parameters.OutputChannels, oc =>
        {
            Span<float> plane = output.AsSpan(oc * height * width, height * width);
            plane.Fill(parameters.Bias[oc]);
            for (int tap = 0; tap < parameters.InputChannels * 9; tap++)
            {
                float weight = parameters.Weights[oc * parameters.InputChannels * 9 + tap];
                int dy = tap % 9 / 3 - 1, dx = tap % 3 - 1;
                for (int y = Math.Max(0, -dy); y < Math.Min(height, height - dy); y++)
                {
                    int source = (tap / 9 * height + y + dy) * width + dx;
                    for (int x = Math.Max(0, -dx); x < Math.Min(width, width - dx); x++)
                        plane[y * width + x] += weight * input[source + x];
                }
            }

            foreach (ref float value in plane)
                value = Math.Max(value, 0);
        });
        return output;
    }

    private static float[] Pool(float[] input, int channels, int height, int width)
    {
        float[] output = new float[channels * (height / 2) * (width / 2)];
        for (int i = 0; i < output.Length; i++)
        {
            int x = i % (width / 2);
            int y = i / (width / 2) % (height / 2);
            int channel = i / (width / 2) / (height / 2);
            int corner = (channel * height + 2 * y) * width + 2 * x;
            output[i] =
                (input[corner] + input[corner + 1] + input[corner + width] + input[corner + width + 1]) / 4;
        }

        return output;
    }
}
