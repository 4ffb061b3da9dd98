namespace IlgpuStyle.Weights;

/// <summary>
/// Rescales a network so that each filter's mean activation is 1, as Gatys et al. did (Image Style
/// Transfer, CVPR 2016, section 2). ReLU and pooling commute with positive factors, so with s the mean
/// activations w′[o,i] = w[o,i] · s_in[i] / s_out[o] and b′[o] = b[o] / s_out[o] change every activation by
/// 1/s and nothing else.
/// </summary>
internal static class WeightsNormalizer
{
    /// <summary>Writes the normalised network.</summary>
    /// <param name="file">A VGG or SqueezeNet file.</param>
    /// <param name="meanActivations">
    /// Per convolution the mean of each filter after ReLU, over pictures and positions.
    /// </param>
    /// <param name="output">The file to write.</param>
    /// <exception cref="InputException">Means are missing, or the output cannot be written.</exception>
    public static void Normalize(
        WeightsFile file, IReadOnlyDictionary<string, float[]> meanActivations, string output)
    {
        List<SafetensorsTensor> tensors = [];
        float[]? previous = null;
        float[] squeezed = [], expanded = [];
        foreach (string layer in file.ConvolutionLayers)
        {
            ConvolutionParameters parameters = file.ReadConvolution(layer);
            float[] factors = Factors(file, parameters, meanActivations);
            string part = layer.Split('.')[^1];
            float[]? inputs = part is "expand1x1" or "expand3x3" ? squeezed : previous;
            tensors.AddRange(Rescale(file, parameters, inputs, factors));
            if (part == "squeeze")
                squeezed = factors;
            else if (part == "expand1x1")
                expanded = factors;
            else
                previous = part == "expand3x3" ? [.. expanded, .. factors] : factors;
        }

        WeightsMetadata metadata = file.Metadata with
        {
            Family = $"{file.Metadata.Family}-normalised",
            Source = Path.GetFileName(file.DisplayName),
            SourceSha256 = file.Sha256,
        };
        SafetensorsWriter.Write(output, metadata.ToDictionary(), tensors);
    }

    /// <summary>A filter that never answers has no mean to divide by; it stays as it is.</summary>
    private static float[] Factors(
        WeightsFile file, ConvolutionParameters parameters,
        IReadOnlyDictionary<string, float[]> meanActivations)
    {
        if (!meanActivations.TryGetValue(parameters.Layer, out float[]? means)
            || means.Length != parameters.OutputChannels)
        {
            throw new InputException(
                $"'{file.DisplayName}': layer '{parameters.Layer}' has {parameters.OutputChannels} filters, "
                + $"mean activations are given for {means?.Length ?? 0}.");
        }

        if (means.Any(mean => !float.IsFinite(mean) || mean < 0))
            throw new InputException(
                $"'{file.DisplayName}': a mean activation of '{parameters.Layer}' is negative or not "
                + "finite.");
        return Array.ConvertAll(means, mean => mean > 0 ? mean : 1);
    }

    private static SafetensorsTensor[] Rescale(
        WeightsFile file, ConvolutionParameters parameters, float[]? inputs, float[] outputs)
    {
        int area = parameters.KernelSize * parameters.KernelSize;
        if (inputs is not null && inputs.Length != parameters.InputChannels)
        {
            throw new InputException(
                $"'{file.DisplayName}': layer '{parameters.Layer}' has {parameters.InputChannels} inputs, "
                + $"expected {inputs.Length}.");
        }

        float[] weights = new float[parameters.Weights.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            int output = i / (area * parameters.InputChannels), input = i / area % parameters.InputChannels;
            weights[i] = parameters.Weights[i] * (inputs?[input] ?? 1) / outputs[output];
        }

        float[] bias = [.. parameters.Bias.Select((value, index) => value / outputs[index])];
        int side = parameters.KernelSize;
        long[] shape = [parameters.OutputChannels, parameters.InputChannels, side, side];
        return
        [
            new SafetensorsTensor($"{parameters.Layer}.weight", shape, weights),
            new SafetensorsTensor($"{parameters.Layer}.bias", [parameters.OutputChannels], bias),
        ];
    }
}
