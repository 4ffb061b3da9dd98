using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Losses;

/// <summary>One layer's <see cref="SlicedTarget"/>s in the making, painting by painting.</summary>
internal sealed class PaintingQuantiles : IDisposable
{
    private readonly IBackend _backend;
    private readonly TensorShape _shape;
    private readonly PreparedConvolution _directions;
    private readonly List<(Tensor Quantiles, double Share)> _paintings = [];
    private double _variance;

    /// <summary>Draws the directions.</summary>
    /// <param name="backend">Where features lie.</param>
    /// <param name="name">The layer's.</param>
    /// <param name="result">The layer's shape at the result's size.</param>
    /// <param name="directions">K; null for as many as channels.</param>
    /// <param name="seed">Of the directions.</param>
    /// <param name="isOutline">Whether the paintings are outlines: nobody asks for the directions' values then, which take seconds.</param>
    public PaintingQuantiles(IBackend backend, string name, TensorShape result, int? directions, int seed, bool isOutline = false)
    {
        _backend = backend;
        Name = name;
        _shape = result with { Channels = directions ?? result.Channels };
        ConvolutionGeometry geometry = new(result.Channels, _shape.Channels, KernelSize: 1, Padding: 0);
        _directions = backend.PrepareConvolution(
            geometry, isOutline ? [] : RandomDirections.Of(result.Channels, _shape.Channels, seed), new float[_shape.Channels]);
    }

    /// <summary>The layer.</summary>
    public string Name { get; }

    /// <summary>Projects and sorts a painting's features; those of an outline are not known.</summary>
    public void Add(Tensor features, double share, bool isOutline)
    {
        Tensor quantiles = _backend.Allocate($"quantiles of {Name}", _shape, TensorRole.Statistic);
        _paintings.Add((quantiles, share));
        using Tensor projections = _backend.Allocate(
            $"projections of {Name}", features.Shape with { Channels = _shape.Channels }, TensorRole.Working);
        _backend.ConvolutionForward(_directions, features, projections, relu: false);
        if (isOutline)
            return;
        float[] values = new float[projections.Shape.Positions], resampled = new float[_shape.Positions];
        for (int k = 0; k < _shape.Channels; k++)
        {
            _backend.DownloadChannel(projections, k, values);
            Array.Sort(values);
            _variance += share * Variance(values);
            Resample(values, resampled);
            _backend.UploadChannel(resampled, quantiles, k);
        }
    }

    /// <summary>Hands everything over.</summary>
    /// <param name="weight">The layer's weight times the term's.</param>
    /// <param name="blend">Whether the paintings' quantiles are averaged, which is the barycentre of their distributions in each
    /// direction, or their losses.</param>
    public SlicedLayer Take(double weight, StyleBlend blend)
    {
        double scale = weight / (_variance > 0 ? _shape.Positions * _variance : _shape.Length);
        if (blend == StyleBlend.Losses || _paintings.Count == 1)
        {
            return new SlicedLayer(Name, _directions, scale, [.. _paintings.Select((painting, i) => new SlicedTarget(
                painting.Quantiles, painting.Share, _paintings.Count > 1 ? $"style {i + 1}" : ""))]);
        }

        Tensor mean = _paintings[0].Quantiles;
        _backend.LinearCombination([.. _paintings.Select(p => p.Share)], [.. _paintings.Select(p => p.Quantiles)], mean);
        foreach ((Tensor quantiles, _) in _paintings.Skip(1))
            quantiles.Dispose();
        return new SlicedLayer(Name, _directions, scale, [new SlicedTarget(mean, 1, "")]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _directions.Dispose();
        foreach ((Tensor quantiles, _) in _paintings)
            quantiles.Dispose();
    }

    /// <summary>
    /// resampled[i] = the mean of the quantile function of the sorted values over [i/N, (i+1)/N]. For equally many they are the values;
    /// else Σ (x_i − resampled_i)²/N differs from the squared Wasserstein distance of x to all values by what does not depend on x.
    /// </summary>
    internal static void Resample(ReadOnlySpan<float> sorted, Span<float> resampled)
    {
        // In units of 1/(N·M): element i of N covers M of them, value j of M covers N.
        long at = 0;
        int j = 0;
        for (int i = 0; i < resampled.Length; i++)
        {
            double sum = 0;
            long end = (i + 1L) * sorted.Length;
            while (at < end)
            {
                long endOfValue = (j + 1L) * resampled.Length, next = Math.Min(end, endOfValue);
                sum += (double)(next - at) * sorted[j];
                at = next;
                if (at == endOfValue)
                    j++;
            }

            resampled[i] = (float)(sum / sorted.Length);
        }
    }

    private static double Variance(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        foreach (float value in values)
            sum += value;
        double mean = sum / values.Length;
        foreach (float value in values)
            squares += (value - mean) * (value - mean);
        return squares / values.Length;
    }
}
