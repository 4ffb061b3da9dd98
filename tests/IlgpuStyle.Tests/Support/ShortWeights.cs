using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Support;

/// <summary>The embedded network's first layers as a file without a layer list, like the VGG19 files that are cut behind some
/// layer.</summary>
internal static class ShortWeights
{
    /// <summary>Writes it.</summary>
    /// <param name="path">The new file.</param>
    /// <param name="last">The last convolution that it holds.</param>
    /// <param name="pooling">What its metadata says of pooling; null: what the embedded network's says.</param>
    public static void Write(string path, string last, string? pooling = null)
    {
        using WeightsFile embedded = WeightsFile.OpenEmbedded();
        WeightsMetadata metadata = embedded.Metadata with
        {
            Architecture = "vgg19", Layers = [], Pooling = pooling ?? embedded.Metadata.Pooling,
        };
        List<SafetensorsTensor> tensors = [];
        foreach (string layer in embedded.ConvolutionLayers.Order(StringComparer.Ordinal).Where(l => string.CompareOrdinal(l, last) <= 0))
        {
            ConvolutionParameters parameters = embedded.ReadConvolution(layer);
            tensors.Add(new SafetensorsTensor(
                $"{layer}.weight", [parameters.OutputChannels, parameters.InputChannels, parameters.KernelSize, parameters.KernelSize],
                parameters.Weights));
            tensors.Add(new SafetensorsTensor($"{layer}.bias", [parameters.OutputChannels], parameters.Bias));
        }

        SafetensorsWriter.Write(path, metadata.ToDictionary(), tensors);
    }
}
