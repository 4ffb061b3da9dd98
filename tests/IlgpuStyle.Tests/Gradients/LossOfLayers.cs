using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Gradients;

/// <summary>A loss of several layers, each map whole, as a function of the maps.</summary>
/// <param name="backend">Where the loss was made.</param>
/// <param name="loss">It.</param>
/// <param name="layers">Its layers, in the order of the maps.</param>
internal sealed class LossOfLayers(ReferenceBackend backend, ILayerLoss loss, (string Name, TensorShape Shape)[] layers)
{
    private static readonly FeatureWindow s_whole = new(0, 0, 0);

    /// <summary>The value.</summary>
    public double Value(double[][] maps) => Slots(maps).Sum() + loss.HostValue;

    /// <summary>What its slots hold, from the second one on: the first is another's, and 0.</summary>
    public double[] Slots(double[][] maps)
    {
        using ScalarBuffer results = backend.AllocateScalars(loss.Slots + 1);
        for (int i = 0; i < layers.Length; i++)
        {
            using Tensor map = backend.Holding(layers[i].Shape, maps[i]);
            loss.Accumulate(layers[i].Name, map, s_whole, results, 1);
        }

        loss.Finish(results, 1);
        double[] values = new double[results.Length];
        backend.Download(results, values);
        return values;
    }

    /// <summary>The gradient with respect to every layer's map is that of the central differences.</summary>
    public void AssertGradients(double[][] maps)
    {
        for (int i = 0; i < layers.Length; i++)
        {
            int layer = i;
            Value(maps);
            double[] gradient = Gradient(layer);
            CentralDifference.AssertGradient(at => Value([.. maps.Select((map, k) => k == layer ? at : map)]), maps[layer], gradient);
        }
    }

    private double[] Gradient(int layer)
    {
        using Tensor map = backend.Allocate("map", layers[layer].Shape), gradient = backend.Allocate("gradient", map.Shape);
        using ScalarBuffer results = backend.AllocateScalars(loss.Slots);
        loss.AccumulateGradient(layers[layer].Name, map, s_whole, gradient, results, 0);
        double[] values = new double[gradient.Shape.Length];
        backend.DownloadDouble(gradient, values);
        return values;
    }
}
