using IlgpuStyle.Backends;
using IlgpuStyle.Backends.Scratch;
using IlgpuStyle.Network.Tiling;
using IlgpuStyle.Planning;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Backends;

/// <summary>Tensors in files: the same results as in memory.</summary>
[Trait("Category", "Simd")]
[Trait("Category", "Kernels")]
public sealed class ScratchBackendTests : IDisposable
{
    // More than one band of 2^18 elements, and a last one that is shorter.
    private static readonly TensorShape s_shape = new(3, 301, 403);

    private readonly IBackend _actual = BackendCatalogue.Open(BackendCatalogue.Simd);
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;
    private readonly ScratchBackend _scratch;

    public ScratchBackendTests() => _scratch = new ScratchBackend(_actual, _folder);

    public void Dispose()
    {
        _scratch.Dispose();
        _actual.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Allocate_FreshTensor_HoldsZerosAndTakesNoMemory()
    {
        long before = _actual.AllocatedBytes;
        using Tensor tensor = _scratch.Allocate("s0", s_shape, TensorRole.CurvaturePair);
        Assert.Equal(before, _actual.AllocatedBytes);
        Assert.All(Values(_scratch, tensor), v => Assert.Equal(0, v));
    }

    [Fact]
    public void VectorOperators_InFiles_GiveTheSameAsInMemory()
    {
        double[] numbers = [.. Run(_actual, out float[] inMemory)], found = [.. Run(_scratch, out float[] inFile)];
        Assert.Equal(inMemory, inFile);
        for (int i = 0; i < numbers.Length; i++)
            Assert.Equal(numbers[i], found[i], Math.Abs(numbers[i]) * 1e-12);
    }

    [Theory]
    [InlineData(TotalVariationKind.Squared)]
    [InlineData(TotalVariationKind.Absolute)]
    [InlineData(TotalVariationKind.SquaredInside)]
    [InlineData(TotalVariationKind.SquaredColor)]
    [InlineData(TotalVariationKind.Power125)]
    public void TotalVariation_OfFiles_CountsEveryDifferenceOnce(TotalVariationKind kind) => AssertSameVariation(
        (backend, image, results, gradient) => backend.TotalVariationAccumulate(image, kind, 0.7, 0.3, results, 1, gradient));

    [Fact]
    public void DiagonalVariation_OfFiles_ContinuesThePictureAtItsBordersOnly() => AssertSameVariation(
        (backend, image, results, gradient) => backend.DiagonalVariationAccumulate(image, 0.4, results, 1, gradient));

    [Fact]
    public void ChannelOperators_OfFiles_GiveTheSameAsInMemory()
    {
        float[] Run(IBackend backend)
        {
            using Tensor x = backend.Allocate("picture", s_shape, TensorRole.Vector);
            using Tensor mask = backend.Allocate("free pixels", s_shape with { Channels = 1 }, TensorRole.Vector);
            using Tensor y = backend.Allocate("gradient", s_shape, TensorRole.Vector);
            backend.Upload(RandomData.Normal(s_shape, 1), x);
            backend.Upload(RandomData.Normal(mask.Shape, 2), mask);
            backend.ChannelAffine(x, [2, 0, 1], [0.5f, 2, 3], [1, 0, -1], y);
            backend.MaskMultiply(y, mask, y);
            backend.MaskMultiply(y, x, y);
            float[] plane = new float[s_shape.Positions];
            backend.DownloadChannel(y, 2, plane);
            backend.UploadChannel(plane, y, 0);
            return Values(backend, y);
        }

        Assert.Equal(Run(_actual), Run(_scratch));
    }

    [Theory]
    [InlineData(301, 403, false)]
    [InlineData(300, 404, true)]
    [InlineData(1200, 403, false)]
    [InlineData(1202, 404, true)]
    public void Upsampling_InFiles_GivesTheSameAsInMemory(int height, int width, bool wraps)
    {
        TensorShape shape = new(3, height, width), half = new(3, (height + 1) / 2, (width + 1) / 2);
        List<float[]> results = [];
        foreach (IBackend backend in new[] { _actual, _scratch })
        {
            using Tensor fine = backend.Allocate("gradient", shape, TensorRole.Vector);
            using Tensor coarse = backend.Allocate("preconditioner level 1", half, TensorRole.Vector);
            backend.Upload(RandomData.Normal(shape, 1), fine);
            backend.UpsampleTransposed(fine, coarse, wraps);
            backend.UpsampleAccumulate(coarse, 0.3, fine, wraps);
            results.Add([.. Values(backend, coarse), .. Values(backend, fine)]);
        }

        Assert.Equal(results[0], results[1]);
    }

    [Fact]
    public void Window_OfAMapInAFile_IsReadWrittenAndAdded()
    {
        TensorShape whole = new(20, 90, 200), tile = new(20, 80, 170);
        using Tensor map = _scratch.Allocate("map of pool3", whole, TensorRole.FeatureMap);
        using Tensor same = _actual.Allocate("same", whole);
        using Tensor piece = _actual.Allocate("piece", tile);
        using Tensor read = _actual.Allocate("read", tile), readSame = _actual.Allocate("read", tile);
        _actual.Upload(RandomData.Normal(tile, 1), piece);
        foreach ((IBackend backend, Tensor target, Tensor back) in new[] { (_scratch, map, read), (_actual, same, readSame) })
        {
            backend.Fill(target, 0.25f);
            backend.CopyWindow(piece, target, new WindowGeometry(3, 5, 7, 11, 70, 160));
            backend.AccumulateWindow(piece, target, new WindowGeometry(0, 0, 9, 29, 80, 170));
            backend.CopyWindow(target, back, new WindowGeometry(8, 20, 1, 2, 79, 160));
        }

        Assert.Equal(Values(_actual, same), Values(_scratch, map));
        Assert.Equal(Values(_actual, readSame), Values(_actual, read));
    }

    [Fact]
    [Trait("Category", "WholeNetwork")]
    public void Run_WithScratchFolder_GivesThePictureAndLeavesNothing()
    {
        StyleTransferOptions options = new()
        {
            Size = 160, Scales = StyleTransferOptions.OneScale(4),
                Tiles = new TilePlan([new("pool2", 64, 64), new(TilePlan.Deepest, 64, 64)]),
        };
        TransferResult inMemory = Run(options), inFile = Run(options with { ScratchFolder = _folder });
        Assert.Equal(inMemory.Loss, inFile.Loss, inMemory.Loss * 1e-4);
        double difference = inMemory.Picture.Data.Zip(inFile.Picture.Data, (a, b) => Math.Abs((double)a - b)).Average();
        Assert.InRange(difference, 0, 1e-4);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
    }

    [Fact]
    public void Plan_WithScratchFolder_TakesLessMemory()
    {
        StyleTransferOptions options = new() { Size = 2048, Scales = StyleTransferOptions.OneScale(4), Tiles = TilePlan.Blocks(512) };
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        using MemoryPlanner planner = new(_actual, weights, options);
        TransferPictures pictures = new() { Content = TestPictures.Waves(64, 64, 1),
            Styles = [new StylePicture(TestPictures.Waves(64, 64, 2))] };
        long inMemory = planner.Plan(options, pictures).BackendBytes;
        long inFile = planner.Plan(options with { ScratchFolder = _folder }, pictures).BackendBytes;
        // History of 10: 22 vectors, previous iterate, direction and two gradients, of 50 MB each.
        Assert.True(inFile < inMemory - 22L * 4 * 3 * 2048 * 2048, $"{inFile} of {inMemory}");
    }

    [Fact]
    public void Run_MissingScratchFolder_SaysWhich()
    {
        StyleTransferOptions options = new() { Size = 64, Scales = StyleTransferOptions.OneScale(1),
            ScratchFolder = Path.Combine(_folder, "none") };
        InputException error = Assert.Throws<InputException>(() => Run(options));
        Assert.Contains("none", error.Message);
    }

    private static TransferResult Run(StyleTransferOptions options)
    {
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Simd);
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        return new StyleTransferRunner(backend, weights, options).Run(new TransferPictures
        {
            Content = TestPictures.Waves(160, 130, 1), Styles = [new StylePicture(TestPictures.Waves(120, 160, 2))],
        });
    }

    /// <summary>Three heights: bands that end with the picture, one row that is a band of its own, several bands.</summary>
    private void AssertSameVariation(Action<IBackend, Tensor, ScalarBuffer, Tensor> accumulate)
    {
        foreach (int height in (int[])[1, 217, 301])
        {
            (double value, float[] gradient) = Run(_actual, height);
            (double banded, float[] bandedGradient) = Run(_scratch, height);
            Assert.Equal(value, banded, 1e-9 * Math.Abs(value));
            Assert.All(gradient.Zip(bandedGradient), pair => Assert.Equal(pair.First, pair.Second, 2e-5));
        }

        (double, float[]) Run(IBackend backend, int height)
        {
            // 216 rows of 403 pixels are a band.
            TensorShape shape = new(3, height, 403);
            using Tensor image = backend.Allocate("picture", shape, TensorRole.Vector);
            using Tensor gradient = backend.Allocate("gradient", shape, TensorRole.Vector);
            using ScalarBuffer results = backend.AllocateScalars(2);
            backend.Upload(RandomData.Normal(shape, 1), image);
            backend.Upload(RandomData.Normal(shape, 2), gradient);
            accumulate(backend, image, results, gradient);
            double[] values = new double[2];
            backend.Download(results, values);
            return (values[1], Values(backend, gradient));
        }
    }

    private static double[] Run(IBackend backend, out float[] result)
    {
        using Tensor x = backend.Allocate("picture", s_shape, TensorRole.Vector);
        using Tensor a = backend.Allocate("s0", s_shape, TensorRole.CurvaturePair);
        using Tensor b = backend.Allocate("y0", s_shape, TensorRole.CurvaturePair);
        using Tensor first = backend.Allocate("first moment", s_shape, TensorRole.Vector);
        using Tensor second = backend.Allocate("second moment", s_shape, TensorRole.Vector);
        backend.Upload(RandomData.Normal(s_shape, 1), x);
        backend.Upload(RandomData.Normal(s_shape, 2), a);
        backend.Copy(x, b);
        backend.LinearCombination([1, -0.5, 2], [a, b, x], a);
        backend.Clamp(b, -0.5f, 0.5f);
        backend.AdamStep(x, a, first, second, new AdamParameters(0.1f, 0.9f, 0.99f, 1, 1e-8f));
        backend.LinearCombination([1, 1, 1], [x, first, second], b);
        double[] numbers = new double[6];
        backend.Dots([a, b], [b, x, a], numbers);
        result = Values(backend, b);
        return [.. numbers, backend.SumAbsolute(a)];
    }

    private static float[] Values(IBackend backend, Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Length];
        backend.Download(tensor, values);
        return values;
    }
}
