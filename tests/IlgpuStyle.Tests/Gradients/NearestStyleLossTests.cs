using IlgpuStyle.Losses;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Gradients;

/// <summary>
/// The gradient of the nearest style loss with respect to every layer's map against central differences in float64, while the nearest stay
/// what they are; maps of odd sides, finer and coarser than the grid, and two paintings.
/// </summary>
[Trait("Category", "Gradients")]
public sealed class NearestStyleLossTests
{
    private static readonly (string Name, TensorShape Shape)[] s_layers =
    [
        ("conv1_2", new(2, 29, 37)), ("conv2_2", new(2, 14, 18)), ("conv3_1", new(3, 7, 9)), ("conv4_1", new(2, 3, 4)),
    ];

    private static readonly LossPreset s_preset = LossPresets.Nearest with
    {
        StyleLayers = [.. s_layers.Select(layer => new LayerWeight(layer.Name, 1))], StyleWeight = 1.7,
    };

    private readonly ReferenceBackend _backend = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Gradient_EveryLayer_MatchesCentralDifferences(int patch)
    {
        using NearestStyleLoss loss = NewLoss(patch);
        Of(loss).AssertGradients(Maps(seed: 1));
    }

    [Fact]
    public void Renew_AtAnotherPicture_NeverRaisesTheLoss()
    {
        using NearestStyleLoss loss = NewLoss();
        Of(loss).Value(Maps(seed: 1));
        for (int seed = 2; seed < 6; seed++)
        {
            double before = Of(loss).Value(Maps(seed));
            loss.Renew();
            Assert.True(Of(loss).Value(Maps(seed)) < before, "random maps have other neighbours");
        }
    }

    [Fact]
    public void Hypercolumns_ConstantMaps_StayConstant()
    {
        using Hypercolumns hypercolumns = new(_backend, new TensorShape(3, 29, 37), s_layers);
        Assert.Equal(new TensorShape(9, 6, 8), hypercolumns.Shape);
        Tensor columns = _backend.Allocate("columns", hypercolumns.Shape);
        for (int i = 0; i < s_layers.Length; i++)
        {
            Tensor map = _backend.Allocate("map", s_layers[i].Shape);
            _backend.Fill(map, 1);
            hypercolumns.Gather(i, map, i + 1, columns);
        }

        double[] values = new double[columns.Shape.Length];
        _backend.DownloadDouble(columns, values);
        int[] layerOf = [0, 0, 1, 1, 2, 2, 2, 3, 3];
        for (int p = 0; p < values.Length; p++)
            Assert.Equal(layerOf[p / columns.Shape.Positions] + 1, values[p], 1e-12);
    }

    [Fact]
    public void Hypercolumns_MapsThatAreNoHalves_AreRefused()
    {
        InputException refusal = Assert.Throws<InputException>(() => new Hypercolumns(
            _backend, new TensorShape(3, 64, 64), [("conv1", new TensorShape(2, 64, 64)), ("odd", new TensorShape(2, 10, 16))]));
        Assert.Contains("conv1 (64×64)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Patches_OfAGrid_JoinNeighbours()
    {
        using Patches patches = new(_backend, new TensorShape(2, 3, 4), side: 2);
        Assert.Equal(new TensorShape(8, 2, 3), patches.Shape);
        using Tensor columns = _backend.Holding(new TensorShape(2, 3, 4), [.. Enumerable.Range(0, 24).Select(i => (double)i)]);
        using Tensor joined = _backend.Allocate("patches", patches.Shape);
        patches.Gather(columns, joined);
        double[] values = new double[joined.Shape.Length];
        _backend.DownloadDouble(joined, values);
        // The last patch of the grid, in both channels: upper left, upper right, lower left, lower right.
        Assert.Equal([6, 18, 7, 19, 10, 22, 11, 23], Enumerable.Range(0, 8).Select(c => values[c * 6 + 5]));
        Assert.Throws<InputException>(() => new Patches(_backend, new TensorShape(2, 3, 4), side: 4));
    }

    private NearestStyleLoss NewLoss(int patch = 1)
    {
        NearestTarget Painting(int seed, double share)
        {
            TensorShape shape = new(9 * patch * patch, 5, 7);
            Tensor columns = _backend.Holding(shape, RandomData.ToDouble(RandomData.Normal(shape, seed)));
            _backend.NormalizePositions(columns, columns);
            return new NearestTarget(
                columns, _backend.Holding(new(9, 1, 1), RandomData.ToDouble(RandomData.Normal(9, seed + 50))), share, $"style {seed}");
        }

        return new NearestStyleLoss(
            _backend, new LayerShapes(new TensorShape(3, 29, 37), s_layers), s_preset with { MatchPatch = patch },
            new NearestTargets([Painting(10, 0.3), Painting(11, 0.7)], [0.7, 1.3, 1, 2]));
    }

    private LossOfLayers Of(ILayerLoss loss) => new(_backend, loss, s_layers);

    private static double[][] Maps(int seed) =>
        [.. s_layers.Select((layer, i) => RandomData.ToDouble(RandomData.Normal(layer.Shape, 10 * seed + i)))];
}
