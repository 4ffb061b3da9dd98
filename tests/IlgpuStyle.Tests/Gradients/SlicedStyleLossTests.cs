using IlgpuStyle.Losses;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Gradients;

/// <summary>
/// The gradient of the sliced style loss with respect to every layer's map against central differences in float64; its quantiles and
/// directions.
/// </summary>
[Trait("Category", "Gradients")]
public sealed class SlicedStyleLossTests
{
    private static readonly (string Name, TensorShape Shape)[] s_layers = [("conv1_2", new(3, 3, 4)), ("conv3_1", new(5, 2, 3))];

    private readonly ReferenceBackend _backend = new();

    public static TheoryData<int?, StyleBlend> Cases => new()
    {
        { null, StyleBlend.Statistics }, { 2, StyleBlend.Losses }, { 8, StyleBlend.Losses },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradient_EveryLayer_MatchesCentralDifferences(int? directions, StyleBlend blend)
    {
        using SlicedStyleLoss loss = NewLoss(directions, blend, seeds: [10, 11]);
        Assert.Equal(blend == StyleBlend.Losses ? 4 : 2, loss.Slots);
        Of(loss).AssertGradients(Maps(seed: 1));
    }

    [Fact]
    public void Value_AtThePaintingWithItsPositionsInAnyOrder_IsZero()
    {
        using SlicedStyleLoss loss = NewLoss(null, StyleBlend.Statistics, seeds: [1]);
        double[][] reversed = [.. Maps(seed: 1).Select((map, i) => map
            .Chunk(s_layers[i].Shape.Positions).SelectMany(channel => channel.Reverse()).ToArray())];
        // Quantiles are float32.
        Assert.Equal(0, Of(loss).Value(reversed), 1e-9);
        Assert.True(Of(loss).Value(Maps(seed: 2)) > 0.01);
    }

    [Fact]
    public void Terms_OfEveryLayer_AddUpToTheValue()
    {
        using SlicedStyleLoss loss = NewLoss(null, StyleBlend.Losses, seeds: [10, 11]);
        double[] slots = Of(loss).Slots(Maps(seed: 1));
        LossTerm[] terms = [.. loss.Terms(new ArraySegment<double>(slots, 1, loss.Slots))];
        Assert.Equal(
            ["conv1_2 style 1", "conv1_2 style 2", "conv3_1 style 1", "conv3_1 style 2"],
            terms.Select(term => $"{term.Layer} {term.Part}"));
        Assert.Equal(slots.Sum(), terms.Sum(term => term.Value), 1e-12);
    }

    [Theory]
    [InlineData(new[] { 1f, 2f, 4f }, new[] { 1f, 2f, 4f })]
    [InlineData(new[] { 1f, 2f, 4f, 9f }, new[] { 1.5f, 6.5f })]
    [InlineData(new[] { 1f, 3f }, new[] { 1f, 1f, 3f, 3f })]
    [InlineData(new[] { 0f, 6f, 12f }, new[] { 2f, 10f })]
    [InlineData(new[] { 5f }, new[] { 5f, 5f })]
    public void Resample_ToAnyNumber_TakesMeansOfTheQuantileFunction(float[] sorted, float[] expected)
    {
        float[] resampled = new float[expected.Length];
        PaintingQuantiles.Resample(sorted, resampled);
        Assert.Equal(expected, resampled);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(5, 5)]
    [InlineData(7, 17)]
    [InlineData(64, 64)]
    public void Directions_OfOneSet_AreOrthogonalUnitVectors(int channels, int count)
    {
        float[] directions = RandomDirections.Of(channels, count, seed: 3);
        Assert.Equal(directions, RandomDirections.Of(channels, count, seed: 3));
        if (channels > 1)
            Assert.NotEqual(directions, RandomDirections.Of(channels, count, seed: 4));
        for (int k = 0; k < count; k++)
        for (int j = k - k % channels; j <= k; j++)
        {
            double product = Enumerable.Range(0, channels).Sum(c => (double)directions[k * channels + c] * directions[j * channels + c]);
            Assert.Equal(j == k ? 1 : 0, product, 1e-6);
        }
    }

    private SlicedStyleLoss NewLoss(int? directions, StyleBlend blend, int[] seeds) => new(_backend, [.. s_layers.Select((layer, i) =>
    {
        PaintingQuantiles quantiles = new(_backend, layer.Name, layer.Shape, directions, seed: i);
        foreach (int seed in seeds)
            quantiles.Add(_backend.Holding(layer.Shape, Maps(seed)[i]), 1.0 / seeds.Length, isOutline: false);
        return quantiles.Take(1.3, blend);
    })]);

    private LossOfLayers Of(ILayerLoss loss) => new(_backend, loss, s_layers);

    // Few and far between, so that the step of a central difference changes no rank.
    private static double[][] Maps(int seed) => [.. s_layers.Select((layer, i) =>
        RandomData.ToDouble(RandomData.Normal(layer.Shape, 10 * seed + i)).Select(value => 100 * value).ToArray())];
}
