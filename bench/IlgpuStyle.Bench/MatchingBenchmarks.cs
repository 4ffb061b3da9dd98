using BenchmarkDotNet.Attributes;
using IlgpuStyle.Backends;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Bench;

/// <summary>
/// What nearest, earth mover's, self-similarity, sliced and Laplacian losses are made of: vectors of C joined channels at a quarter of the
/// picture's sides, N samples of them, N samples of colours.
/// </summary>
[BenchmarkCategory("Matching")]
public class MatchingBenchmarks : DeviceBenchmark
{
    private const int Channels = 448;
    private const int Samples = 1024;
    private const int ColorForm = 4;
    private const int LaplacianSide = 12;

    private static readonly TensorShape s_image = VggLayer.All[0].InputShape;
    private static readonly TensorShape s_map = new(Channels, s_image.Height / 4, s_image.Width / 4);
    private static readonly TensorShape s_samples = new(Channels, 1, Samples);
    private static readonly ConvolutionGeometry s_laplacian = new(
        s_image.Channels, 1, LaplacianSide, Padding: (LaplacianSide - 1) / 2, PaddingMode: PaddingMode.Replicate);

    private readonly Dictionary<(TensorShape, int), Tensor> _tensors = [];
    private ScalarBuffer _scalars = null!;
    private Tensor _numbers = null!;
    private Tensor _mapNumbers = null!;
    private PreparedConvolution _laplacian = null!;

    /// <summary>Fills tensors.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Open();
        foreach (TensorShape shape in (ReadOnlySpan<TensorShape>)[
            s_map, s_samples, s_samples with { Channels = ColorForm }, TensorShape.Matrix(Samples), TensorShape.Matrix(Channels), s_image])
        {
            for (int i = 0; i < 3; i++)
                _tensors[(shape, i)] = Random(shape, i);
        }

        _tensors[(new TensorShape(Samples, 1, Channels), 0)] = Random(new TensorShape(Samples, 1, Channels), 0);
        _tensors[(s_laplacian.OutputShape(s_image), 0)] = Random(s_laplacian.OutputShape(s_image), 0);
        _scalars = Backend.AllocateScalars(1);
        _numbers = Numbers(s_samples);
        _mapNumbers = Numbers(s_map);
        _laplacian = Backend.PrepareConvolution(s_laplacian, Values(s_image.Channels * LaplacianSide * LaplacianSide, 7), new float[1]);
    }

    /// <summary>Vectors of length 1, of a whole map.</summary>
    [Benchmark]
    public void NormalizePositions() => Call(() => Backend.NormalizePositions(Of(s_map, 0), Of(s_map, 1)));

    /// <summary>The nearest of N samples for each of N.</summary>
    [Benchmark]
    public void NearestPositions() => Call(() => Backend.NearestPositions(Of(s_samples, 0), Of(s_samples, 1), _numbers));

    /// <summary>The same for colours.</summary>
    [Benchmark]
    public void NearestColors() => Call(() => Backend.NearestPositions(
        Of(s_samples with { Channels = ColorForm }, 0), Of(s_samples with { Channels = ColorForm }, 1), _numbers));

    /// <summary>Value and gradient, of a whole map.</summary>
    [Benchmark]
    public void CosineDistance() => Call(() =>
        Backend.CosineDistanceAccumulate(Of(s_map, 0), Of(s_map, 1), _mapNumbers, 1e-6, _scalars, 0, Of(s_map, 2)));

    /// <summary>Samples of a map.</summary>
    [Benchmark]
    public void GatherPositions() => Call(() => Backend.GatherPositions(Of(s_map, 0), _numbers, Of(s_samples, 0)));

    /// <summary>Their gradient.</summary>
    [Benchmark]
    public void ScatterPositions() => Call(() => Backend.ScatterPositionsAccumulate(Of(s_samples, 0), _numbers, Of(s_map, 0)));

    /// <summary>Samples become rows.</summary>
    [Benchmark]
    public void TransposePositions() => Call(() =>
        Backend.TransposePositions(Of(s_samples, 0), Of(new TensorShape(Samples, 1, Channels), 0)));

    /// <summary>N×N cosines, value and gradient.</summary>
    [Benchmark]
    public void SelfSimilarity() => Call(() => Backend.SelfSimilarityDistance(
        Of(TensorShape.Matrix(Samples), 0), Of(TensorShape.Matrix(Samples), 1), 1, _scalars, 0, Of(TensorShape.Matrix(Samples), 2)));

    /// <summary>C×C moments, value and gradient.</summary>
    [Benchmark]
    public void AbsoluteDistance() => Call(() => Backend.AbsoluteDistanceAccumulate(
        Of(TensorShape.Matrix(Channels), 0), Of(TensorShape.Matrix(Channels), 1), 1, _scalars, 0, Of(TensorShape.Matrix(Channels), 2)));

    /// <summary>Sorted projections: each channel of a map put in the order of another.</summary>
    [Benchmark]
    public void MatchRanks() => Call(() => Backend.MatchRanks(Of(s_map, 0), Of(s_map, 1), Of(s_map, 2)));

    /// <summary>Of squares of 4×4 pixels.</summary>
    [Benchmark]
    public void LaplacianForward() => Call(() =>
        Backend.ConvolutionForward(_laplacian, Of(s_image, 0), Of(s_laplacian.OutputShape(s_image), 0), relu: false));

    /// <summary>Its gradient.</summary>
    [Benchmark]
    public void LaplacianBackward() => Call(() =>
        Backend.ConvolutionBackwardInput(_laplacian, Of(s_laplacian.OutputShape(s_image), 0), null, Of(s_image, 1)));

    /// <inheritdoc/>
    public override OperatorWork Work(string method)
    {
        double map = s_map.Length, samples = s_samples.Length, pairs = (double)Samples * Samples, moments = (double)Channels * Channels;
        double image = s_image.Length, edges = s_laplacian.OutputShape(s_image).Length;
        double laplacian = 2.0 * edges * s_image.Channels * LaplacianSide * LaplacianSide;
        (double flops, double elements) = method switch
        {
            nameof(NormalizePositions) => (3 * map, 2 * map),
            nameof(NearestPositions) => (2 * pairs * Channels, 2 * samples),
            nameof(NearestColors) => (2 * pairs * ColorForm, 2.0 * Samples * ColorForm),
            nameof(CosineDistance) => (8 * map, 4 * map),
            nameof(GatherPositions) or nameof(TransposePositions) => (0, 2 * samples),
            nameof(ScatterPositions) => (samples, 3 * samples),
            nameof(SelfSimilarity) => (20 * pairs, 3 * pairs),
            nameof(AbsoluteDistance) => (3 * moments, 4 * moments),
            nameof(MatchRanks) => (0, 3 * map),
            _ => (laplacian, image + edges),
        };
        return new OperatorWork(flops, sizeof(float) * elements);
    }

    private void Call(Action launch)
    {
        launch();
        Backend.Synchronize();
    }

    private Tensor Of(TensorShape shape, int index) => _tensors[(shape, index)];

    // Positions far apart, each once while there are enough.
    private Tensor Numbers(TensorShape columns)
    {
        Tensor numbers = Backend.Allocate("benchmark", columns with { Channels = 1 }, TensorRole.Working);
        int positions = columns.Positions;
        Backend.Upload([.. Enumerable.Range(0, positions).Select(i => (float)(i * 7919L % positions))], numbers);
        return numbers;
    }
}
