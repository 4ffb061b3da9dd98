using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Gradients;

/// <summary>The gradients of the losses' building blocks against central differences, in float64 and in every coordinate.</summary>
[Trait("Category", "Gradients")]
public sealed class ReferenceLossGradientTests
{
    private readonly ReferenceBackend _backend = new();

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 1, 3)]
    [InlineData(3, 4, 5)]
    public void GramBackwardAccumulate_OfWeightedGramAndSums_MatchesCentralDifferences(int channels, int height, int width)
    {
        // L = Σ_ij A[i,j]·G[i,j] + Σ_i a[i]·s[i] with symmetric A, so ∂L/∂G = A and the backward's scale is twice the forward's.
        const double Scale = 0.3;
        TensorShape shape = new(channels, height, width);
        float[] matrix = RandomData.Symmetric(channels, seed: 1);
        Tensor features = _backend.Allocate("features", shape), gram = _backend.Allocate("gram", TensorShape.Matrix(channels));
        Tensor gradGram = _backend.Allocate("gradGram", gram.Shape), gradFeatures = _backend.Allocate("gradFeatures", shape);
        Tensor sums = _backend.Allocate("sums", new TensorShape(channels, 1, 1)), gradSums = _backend.Allocate("gradSums", sums.Shape);
        double[] vector = Normal(sums.Shape, seed: 3);
        _backend.Upload(matrix, gradGram);
        _backend.UploadDouble(vector, gradSums);
        double[] x = Normal(shape, seed: 2);

        double Value(double[] at)
        {
            _backend.UploadDouble(at, features);
            _backend.GramForward(features, Scale, gram, new(sums, 0.7));
            return Download(gram).Zip(matrix, (g, a) => g * a).Sum() + Download(sums).Zip(vector, (s, a) => s * a).Sum();
        }

        Value(x);
        _backend.GramBackwardAccumulate(gradGram, features, 2 * Scale, gradFeatures, new(gradSums, 0.7));
        CentralDifference.AssertGradient(Value, x, Download(gradFeatures));
    }

    [Fact]
    public void SquaredDistanceAccumulate_OfAnyTensors_IsTheGradientOfSquaredDistance()
    {
        const double Scale = 0.7;
        TensorShape shape = new(3, 2, 5);
        Tensor a = _backend.Allocate("a", shape), b = _backend.Allocate("b", shape), gradA = _backend.Allocate("gradA", shape);
        using ScalarBuffer results = _backend.AllocateScalars(1);
        _backend.UploadDouble(Normal(shape, seed: 1), b);
        double[] x = Normal(shape, seed: 2);

        double Value(double[] at)
        {
            _backend.UploadDouble(at, a);
            _backend.SquaredDistance(a, b, Scale, results, 0);
            return Download(results);
        }

        double value = Value(x);
        _backend.SquaredDistanceAccumulate(a, b, Scale, results, 0, gradA);
        Assert.Equal(value, Download(results));
        CentralDifference.AssertGradient(Value, x, Download(gradA));
    }

    [Theory]
    [InlineData(TotalVariationKind.Squared, 1, 7)]
    [InlineData(TotalVariationKind.Squared, 4, 5)]
    [InlineData(TotalVariationKind.SquaredInside, 2, 7)]
    [InlineData(TotalVariationKind.SquaredInside, 4, 5)]
    [InlineData(TotalVariationKind.SquaredColor, 2, 7)]
    [InlineData(TotalVariationKind.SquaredColor, 4, 5)]
    [InlineData(TotalVariationKind.Absolute, 7, 1)]
    [InlineData(TotalVariationKind.Absolute, 4, 5)]
    [InlineData(TotalVariationKind.Power125, 4, 5)]
    [InlineData(TotalVariationKind.Power150, 4, 5)]
    [InlineData(TotalVariationKind.Power175, 4, 5)]
    public void TotalVariationAccumulate_WithoutEqualNeighbours_MatchesCentralDifferences(
        TotalVariationKind kind, int height, int width)
    {
        TensorShape shape = new(3, height, width);
        Tensor image = _backend.Allocate("image", shape), gradImage = _backend.Allocate("gradImage", shape);
        using ScalarBuffer results = _backend.AllocateScalars(1);
        // Large beside the step: a power that is not whole has a truncation error.
        double[] x = [.. RandomData.ToDouble(RandomData.Distinct(shape, seed: 1)).Select(value => 100 * value)];

        double Value(double[] at)
        {
            _backend.UploadDouble(at, image);
            _backend.TotalVariationAccumulate(image, kind, 0.6, 1.7, results, 0, gradImage);
            return Download(results);
        }

        Value(x);
        double[] gradient = Download(gradImage);
        CentralDifference.AssertGradient(Value, x, gradient);
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(5, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 5)]
    public void DiagonalVariationAccumulate_EveryShape_MatchesCentralDifferences(int height, int width)
    {
        TensorShape shape = new(3, height, width);
        Tensor image = _backend.Allocate("image", shape), gradImage = _backend.Allocate("gradImage", shape);
        using ScalarBuffer results = _backend.AllocateScalars(1);
        double[] x = Normal(shape, seed: 1);

        double Value(double[] at)
        {
            _backend.UploadDouble(at, image);
            _backend.DiagonalVariationAccumulate(image, 0.6, results, 0, gradImage);
            return Download(results);
        }

        Value(x);
        double[] gradient = Download(gradImage);
        CentralDifference.AssertGradient(Value, x, gradient);
    }

    [Fact]
    public void ChannelAccumulate_OfChannelWeights_IsTheGradientOfWeightedChannelSums()
    {
        TensorShape shape = new(3, 2, 5), vectorShape = new(3, 1, 1);
        double[] weights = Normal(vectorShape, seed: 1);
        Tensor features = _backend.Allocate("features", shape), sums = _backend.Allocate("sums", vectorShape);
        Tensor gradSums = _backend.Allocate("gradSums", vectorShape), gradFeatures = _backend.Allocate("gradFeatures", shape);
        _backend.UploadDouble(weights, gradSums);

        double Value(double[] at)
        {
            _backend.UploadDouble(at, features);
            _backend.ChannelSums(features, 0.3, sums);
            return Download(sums).Zip(weights, (s, w) => s * w).Sum();
        }

        _backend.ChannelAccumulate(gradSums, 0.3, gradFeatures);
        CentralDifference.AssertGradient(Value, Normal(shape, seed: 2), Download(gradFeatures));
    }

    private static double[] Normal(TensorShape shape, int seed) => RandomData.ToDouble(RandomData.Normal(shape, seed));

    private double[] Download(Tensor tensor)
    {
        double[] values = new double[tensor.Shape.Length];
        _backend.DownloadDouble(tensor, values);
        return values;
    }

    private double Download(ScalarBuffer results)
    {
        double[] value = new double[1];
        _backend.Download(results, value);
        return value[0];
    }
}
