using IlgpuStyle.Losses;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Gradients;

/// <summary>
/// The losses of sampled positions: gradients with respect to every layer's map against central differences in float64, and the positions.
/// </summary>
[Trait("Category", "Gradients")]
public sealed class SampledLossTests
{
    private static readonly (string Name, TensorShape Shape)[] s_layers =
        [("conv1_2", new(2, 29, 37)), ("conv3_1", new(3, 7, 9)), ("conv4_1", new(2, 3, 4))];

    private static readonly LossPreset s_preset = LossPresets.Strotss with
    {
        ContentLayers = [.. s_layers.Select(layer => new LayerWeight(layer.Name, 1))], ContentWeight = 1.7,
        StyleLayers = [.. s_layers.Select(layer => new LayerWeight(layer.Name, 1))], StyleWeight = 1.7, Samples = 20,
    };

    private readonly ReferenceBackend _backend = new();

    [Fact]
    public void SelfSimilarity_EveryLayer_MatchesCentralDifferences()
    {
        // Few enough pairs and elements that no step of a central difference turns a sign.
        (string Name, TensorShape Shape)[] layers = s_layers[1..];
        using SelfSimilarityLoss loss = new(
            _backend, Shapes, s_preset with { ContentLayers = [new("conv3_1", 1), new("conv4_1", 1)], Samples = 6 },
            [.. Maps(seed: 2)[1..].Select((map, i) => _backend.Holding(layers[i].Shape, map))]);
        LossOfLayers function = new(_backend, loss, layers);
        function.AssertGradients(Maps(seed: 1)[1..]);
        Assert.True(loss.Renew());
        function.AssertGradients(Maps(seed: 1)[1..]);
    }

    [Fact]
    public void SelfSimilarity_OfThePhotoMadeBrighter_IsZero()
    {
        using SelfSimilarityLoss loss = NewSelfSimilarity();
        double[][] brighter = [.. Maps(seed: 2).Select(map => map.Select(value => 3 * value).ToArray())];
        Assert.Equal(0, Of(loss).Value(brighter), 1e-9);
        Assert.True(Of(loss).Value(Maps(seed: 1)) > 0.1);
    }

    /// <summary>
    /// Of a result with few colours the painting's vectors are farther from the result's than those from the painting's; of a varied one
    /// against a smaller painting it is the other way round.
    /// </summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    public void EarthMover_EveryLayer_MatchesCentralDifferences(double variety)
    {
        EarthMoverTarget Painting(int seed, double share) => EarthMoverTarget.Of(
            _backend, _backend.Holding(new(7, 3, 4), RandomData.ToDouble(RandomData.Normal(new TensorShape(7, 3, 4), seed))), most: 12,
            share, $"style {seed}");
        using EarthMoverStyleLoss loss = new(
            _backend, Shapes, s_preset, new EarthMoverTargets([Painting(10, 0.3), Painting(11, 0.7)], [0.7, 1.3, 2]));
        double[][] maps = [.. Maps(seed: 1).Select(map => map.Select(value => 1 + variety * (value - 1)).ToArray())];
        Of(loss).AssertGradients(maps);
        double[] slots = Of(loss).Slots(maps);
        LossTerm[] terms = [.. loss.Terms(new ArraySegment<double>(slots, 1, loss.Slots))];
        Assert.Equal(
            ["style 10 transport", "style 10 mean", "style 10 covariance", "style 11 transport", "style 11 mean", "style 11 covariance"],
            terms.Select(term => term.Part));
        Assert.Equal(slots.Sum() + loss.HostValue, terms.Sum(term => term.Value), 1e-12);
    }

    [Theory]
    [InlineData(6, 8, 20)]
    [InlineData(1, 300, 10)]
    [InlineData(300, 1, 10)]
    [InlineData(5, 7, 1000)]
    [InlineData(30, 40, 64)]
    public void Positions_OfAnyMap_AreDistinctAndAsManyAsMayBe(int height, int width, int most)
    {
        TensorShape map = new(3, height, width);
        float[] positions = SampledPositions.Of(map, most, draw: 3);
        Assert.Equal(positions, SampledPositions.Of(map, most, draw: 3));
        Assert.Equal(positions.Length, positions.Distinct().Count());
        Assert.InRange(positions.Length, Math.Min(map.Positions, most) * 3 / 4, most);
        Assert.All(positions, position => Assert.InRange(position, 0, map.Positions - 1));
        if (positions.Length < map.Positions)
            Assert.NotEqual(positions, SampledPositions.Of(map, most, draw: 4));
        else
            Assert.Equal(Enumerable.Range(0, map.Positions).Select(i => (float)i), positions);
    }

    private static LayerShapes Shapes => new(new TensorShape(3, 29, 37), s_layers);

    private SelfSimilarityLoss NewSelfSimilarity() => new(
        _backend, Shapes, s_preset, [.. Maps(seed: 2).Select((map, i) => _backend.Holding(s_layers[i].Shape, map))]);

    private LossOfLayers Of(ILayerLoss loss) => new(_backend, loss, s_layers);

    // About 1, so that cosines are positive, as those of activations.
    private static double[][] Maps(int seed) => [.. s_layers.Select((layer, i) =>
        RandomData.ToDouble(RandomData.Normal(layer.Shape, 10 * seed + i)).Select(value => 1 + value).ToArray())];
}
