using IlgpuStyle.Import.Formats;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import;

/// <summary>
/// Reads the named layers, checks that they fit together, and brings them into the common form.
/// </summary>
internal static class ConvolutionReader
{
    private const int ColourChannels = 3;

    /// <summary>Reads every layer as NAME.weight (OIHW) and NAME.bias.</summary>
    /// <exception cref="InputException">
    /// A shape does not fit its neighbours, or a number is not finite or too large to store.
    /// </exception>
    public static List<SafetensorsTensor> Read(
        List<NamedLayer> layers, KernelLayout layout, bool flip, bool reverseFirst, TensorDataType dataType,
        string displayName)
    {
        CheckChain(layers, layout, displayName);
        List<SafetensorsTensor> tensors = [];
        for (int i = 0; i < layers.Count; i++)
        {
            NamedLayer layer = layers[i];
            float[] weights = KernelConversion.ToOihw(
                layer.Weight.Read(displayName), layer.Weight.Shape, layout, flip, reverseFirst && i == 0);
            float[] bias = layer.Bias.Read(displayName);
            CheckNumbers(layer, weights, dataType, displayName);
            CheckNumbers(layer, bias, dataType, displayName);
            long[] shape = KernelConversion.OihwShape(layer.Weight.Shape, layout);
            tensors.Add(new SafetensorsTensor($"{layer.Name}.weight", shape, weights, dataType));
            tensors.Add(new SafetensorsTensor($"{layer.Name}.bias", [shape[0]], bias, dataType));
        }

        return tensors;
    }

    private static void CheckChain(List<NamedLayer> layers, KernelLayout layout, string displayName)
    {
        long channels = ColourChannels, squeezed = 0, expanded = 0;
        foreach (NamedLayer layer in layers)
        {
            string part = layer.Name.Split('.')[^1];
            long side = part is "squeeze" or "expand1x1" ? 1 : 3;
            long inputs = part is "expand1x1" or "expand3x3" ? squeezed : channels;
            long outputs = CheckShape(layer, layout, inputs, side, displayName);
            switch (part)
            {
                case "squeeze":
                    squeezed = outputs;
                    break;
                case "expand1x1":
                    expanded = outputs;
                    break;
                default:
                    channels = part == "expand3x3" ? expanded + outputs : outputs;
                    break;
            }
        }
    }

    private static long CheckShape(
        NamedLayer layer, KernelLayout layout, long inputs, long side, string displayName)
    {
        long[] shape = layer.Weight.Shape.Length == 4
            ? KernelConversion.OihwShape(layer.Weight.Shape, layout)
            : layer.Weight.Shape;
        if (shape is not [> 0, _, _, _] || shape[1] != inputs || shape[2] != side || shape[3] != side)
        {
            string order = layout == KernelLayout.Hwio ? " (rows and columns first in the file)" : "";
            throw new InputException(
                $"'{displayName}': layer '{layer.SourceName}' ({layer.Name}) has kernels "
                + $"{layer.Weight.ShapeText}, expected (outputs, {inputs}, {side}, {side}){order}.");
        }

        if (TensorElements.Count(layer.Bias.Shape) != shape[0] || layer.Bias.Shape.Length != 1)
        {
            throw new InputException(
                $"'{displayName}': layer '{layer.SourceName}' ({layer.Name}) has bias "
                + $"{layer.Bias.ShapeText}, expected ({shape[0]}).");
        }

        return shape[0];
    }

    private static void CheckNumbers(
        NamedLayer layer, float[] values, TensorDataType dataType, string displayName)
    {
        float limit = dataType == TensorDataType.F16 ? (float)Half.MaxValue : float.MaxValue;
        int index = Array.FindIndex(values, value => !(Math.Abs(value) <= limit));
        if (index >= 0)
        {
            throw new InputException(
                $"'{displayName}': layer '{layer.SourceName}' ({layer.Name}) holds {values[index]} at "
                + $"element {index}; "
                + (float.IsFinite(values[index]) ? "too large for F16." : "the file is damaged."));
        }
    }
}
