using IlgpuStyle.Network;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Bench;

/// <summary>
/// A case that both our engine and its peers read: VGG19 to conv5_1 at its real widths with random weights, and three pictures.
/// </summary>
internal static class CaseFile
{
    private static readonly int[] s_widths = [64, 128, 256, 512, 512];

    /// <summary>Writes the file; the same size always gives the same bytes.</summary>
    public static int Write(string path, int size)
    {
        Random random = new(19);
        List<SafetensorsTensor> tensors = [];
        int channels = 3;
        foreach (LayerDefinition layer in Architectures.ByName["vgg19"].TakeWhile(l => l.Name != "conv5_2"))
        {
            if (layer.Kind != LayerKind.Convolution)
                continue;
            int width = s_widths[layer.Name[4] - '1'];
            // He et al. 2015: keeps the activations' variance from layer to layer.
            double deviation = Math.Sqrt(2.0 / (channels * 9));
            tensors.Add(new SafetensorsTensor($"{layer.Name}.weight", [width, channels, 3, 3],
                Normal(random, width * channels * 9, deviation)));
            tensors.Add(new SafetensorsTensor($"{layer.Name}.bias", [width], Normal(random, width, 0.05)));
            channels = width;
        }

        foreach (string picture in (string[])["content", "style", "input"])
        {
            float[] pixels = new float[3 * size * size];
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = random.NextSingle();
            tensors.Add(new SafetensorsTensor($"image.{picture}", [3, size, size], pixels));
        }

        SafetensorsWriter.Write(path, new WeightsMetadata { Architecture = "vgg19", Pooling = "average" }.ToDictionary(), tensors);
        return 0;
    }

    private static float[] Normal(Random random, int length, double deviation)
    {
        float[] values = new float[length];
        for (int i = 0; i < length; i++)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return values;
    }
}
