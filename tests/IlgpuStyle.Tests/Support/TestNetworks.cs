using IlgpuStyle.Network;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Support;

/// <summary>Networks with random weights in files of their own.</summary>
internal static class TestNetworks
{
    /// <summary>Writes weights for every convolution of an architecture's table; <paramref name="widthOf"/> gives each its
    /// channels.</summary>
    public static void Write(string path, string architecture, Func<string, int> widthOf, int seed = 5)
    {
        IReadOnlyList<LayerDefinition> table = Architectures.ByName[architecture];
        Dictionary<string, int> channels = [];
        List<SafetensorsTensor> tensors = [];
        string previous = "";
        foreach (LayerDefinition layer in table)
        {
            int[] inputs = layer.Inputs.Count > 0 ? [.. layer.Inputs.Select(i => channels[i])]
                : [previous.Length == 0 ? 3 : channels[previous]];
            channels[layer.Name] = layer.Kind switch
            {
                LayerKind.Convolution => widthOf(layer.Name),
                LayerKind.Concatenation => inputs.Sum(),
                _ => inputs[0],
            };
            if (layer.Kind == LayerKind.Convolution)
            {
                int width = channels[layer.Name], kernel = layer.Name.Contains("squeeze") || layer.Name.Contains("1x1") ? 1 : 3;
                int taps = inputs[0] * kernel * kernel;
                tensors.Add(new($"{layer.Name}.weight", [width, inputs[0], kernel, kernel],
                    RandomData.Weights(width * taps, taps, seed++)));
                tensors.Add(new($"{layer.Name}.bias", [width], RandomData.Weights(width, 400, seed++)));
            }

            previous = layer.Name;
        }

        SafetensorsWriter.Write(path, new WeightsMetadata { Architecture = architecture, Pooling = "max" }.ToDictionary(), tensors);
    }
}
