using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>The diagonal that L-BFGS learns from its pairs, in float64.</summary>
public sealed class LocalScaleTests : IDisposable
{
    // Sides that halve with a remainder, once.
    private static readonly TensorShape s_shape = new(2, 30, 44);

    private readonly ReferenceBackend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void Apply_BeforeTheFirstFit_ChangesNothing()
    {
        using LocalScale scale = new(_backend, s_shape, wraps: false);
        using Tensor vector = Vector(Normal(1)), result = Vector(Normal(2));
        scale.Apply(vector, result);
        Assert.Equal(Values(vector), Values(result));
    }

    [Fact]
    public void IsDue_PairByPair_AfterThreeAndThenAfterEight()
    {
        using LocalScale scale = new(_backend, s_shape, wraps: false);
        List<int> fitted = [];
        for (int pair = 1; pair <= 20; pair++)
        {
            scale.CountPair();
            if (!scale.IsDue)
                continue;
            fitted.Add(pair);
            using Tensor s = Vector(Normal(pair)), y = Vector(Normal(50 + pair)), gradient = Vector(Normal(3));
            Fit(scale, [s], [y], gradient);
        }

        scale.CountPair();
        scale.Forget();
        Assert.Equal([3, 11, 19], fitted);
        Assert.False(scale.IsDue);
    }

    // Curvature 2 to the left, 1 to the right, three times that in the second channel: E² is its inverse, but for a common factor.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_CurvatureOfPlacesAndChannels_IsEvenedOut(bool wraps)
    {
        TensorShape shape = wraps ? new(2, 32, 64) : s_shape;
        double[] curvature = [.. Enumerable.Range(0, (int)shape.Length)
            .Select(i => (i % shape.Width < shape.Width / 2 ? 2.0 : 1) * (i < shape.Positions ? 1 : 3))];
        using LocalScale scale = new(_backend, shape, wraps);
        List<Tensor> s = [], y = [];
        for (int pair = 0; pair < 40; pair++)
        {
            double[] change = [.. RandomData.Normal(shape, pair).Select(v => (double)v)];
            s.Add(Vector(change, shape));
            y.Add(Vector([.. change.Zip(curvature, (a, h) => a * h)], shape));
        }

        using Tensor gradient = Vector(curvature, shape), result = Vector(curvature, shape);
        Fit(scale, s, y, gradient);
        _backend.UploadDouble([.. Enumerable.Repeat(1.0, curvature.Length)], result);
        scale.Apply(result, result);
        double[] learnt = Values(result);
        double Of(int channel, int column) => learnt[(channel * shape.Height + 14) * shape.Width + column];
        int left = shape.Width / 4, right = 3 * shape.Width / 4;
        Assert.Equal(Math.Sqrt(2), Of(0, right) / Of(0, left), 0.1);
        Assert.Equal(Math.Sqrt(2), Of(1, right) / Of(1, left), 0.1);
        Assert.Equal(Math.Sqrt(3), Of(0, left) / Of(1, left), 0.1);
        Assert.Equal([.. curvature.Zip(learnt, (g, e) => g * e)], Values(gradient), Close);
        Dispose(s, y);
    }

    [Fact]
    public void Fit_EnergiesFarApart_ChangesNoPlaceMoreThanTwiceAndKeepsWhatPairsSay()
    {
        using LocalScale scale = new(_backend, s_shape, wraps: false);
        double[] s0 = [.. Normal(1).Select((v, i) => i / 7 % 2 == 0 ? v : 1e-3 * v)], y0 = Normal(2), g0 = Normal(3);
        using Tensor s = Vector(s0), y = Vector(y0), gradient = Vector(g0), ones = Vector([.. s0.Select(_ => 1.0)]);
        Fit(scale, [s], [y], gradient);
        scale.Apply(ones, ones);
        double[] e = Values(ones);
        Assert.InRange(e.Min(), 0.5 - 1e-9, 0.9);
        Assert.InRange(e.Max(), 1.1, 2 + 1e-9);
        Assert.Equal([.. s0.Zip(e, (v, factor) => v / factor)], Values(s), Close);
        Assert.Equal([.. y0.Zip(e, (v, factor) => v * factor)], Values(y), Close);
        Assert.Equal(Dot(s0, y0), Dot(Values(s), Values(y)), 1e-6 * Math.Abs(Dot(s0, y0)));
    }

    [Fact]
    public void Rescale_History_DirectionIsThatOfTheNewPairs()
    {
        using LbfgsHistory history = new(_backend, s_shape, 4), afresh = new(_backend, s_shape, 4);
        using LocalScale scale = new(_backend, s_shape, wraps: false);
        using Tensor gradient = Vector(Normal(1)), direction = Vector(Normal(2)), expected = Vector(Normal(2));
        List<double[]> s = [], y = [];
        for (int pair = 0; pair < 6; pair++)
        {
            s.Add(Normal(10 + pair));
            y.Add([.. s[pair].Zip(Normal(30 + pair), (a, b) => a + 0.3 * b)]);
            Keep(history, s[pair], y[pair], gradient, direction);
        }

        using Scratch scratch = new(_backend, s_shape);
        double square = history.Rescale(scale, gradient, scratch.Vectors), slope = history.Direction(gradient, direction);
        using Tensor ones = Vector([.. s[0].Select(_ => 1.0)]);
        scale.Apply(ones, ones);
        double[] e = Values(ones);
        for (int pair = 2; pair < 6; pair++)
            Keep(afresh, [.. s[pair].Zip(e, (v, f) => v / f)], [.. y[pair].Zip(e, (v, f) => v * f)], gradient, expected);

        Assert.Equal(afresh.Direction(gradient, expected), slope, 1e-6 * Math.Abs(slope));
        Assert.Equal(Values(expected), Values(direction), Close);
        Assert.Equal(Dot(Values(gradient), Values(gradient)), square, 1e-9 * square);
    }

    [Fact]
    public void Step_CurvatureOfPlacesFarApart_NeedsFewerSteps()
    {
        int Steps(LocalScale? scale)
        {
            PyramidPreconditioner preconditioner = new(_backend, s_shape, wraps: false);
            using LbfgsOptimizer optimizer = new(_backend, s_shape, new LbfgsOptions { HistorySize = 5 }, preconditioner, scale);
            using Tensor x = Vector(Normal(6));
            int steps = 1;
            while (optimizer.Step(Bowl, x).Loss > 1e-6)
                steps++;
            return steps;
        }

        int plain = Steps(null), scaled = Steps(new LocalScale(_backend, s_shape, wraps: false));
        Assert.True(scaled < 0.8 * plain, $"{scaled} steps against {plain}");
    }

    [Fact]
    public void Create_WithoutAPreconditioner_Throws()
    {
        using LocalScale scale = new(_backend, s_shape, wraps: false);
        Assert.Throws<ArgumentException>(() => new LbfgsOptimizer(_backend, s_shape, new LbfgsOptions(), null, scale));
    }

    /// <summary>½Σ h·x², h from 1 in the upper left to 300 in the lower right corner.</summary>
    private static double Bowl(Tensor x, Tensor gradient)
    {
        double[] values = Values(x);
        Span<double> slope = ((ReferenceTensor)gradient).Values;
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            int column = i % s_shape.Width, row = i / s_shape.Width % s_shape.Height;
            double curvature = Math.Pow(300, (double)(row + column) / (s_shape.Width + s_shape.Height - 2));
            sum += curvature * values[i] * values[i] / 2;
            slope[i] = curvature * values[i];
        }

        return sum;
    }

    private void Fit(LocalScale scale, IReadOnlyList<Tensor> s, IReadOnlyList<Tensor> y, Tensor gradient)
    {
        using Scratch scratch = new(_backend, gradient.Shape);
        scale.Fit(s, y, gradient, scratch.Vectors);
    }

    private void Keep(LbfgsHistory history, double[] s, double[] y, Tensor gradient, Tensor direction)
    {
        _backend.UploadDouble(s, history.CandidateS);
        _backend.UploadDouble(y, history.CandidateY);
        history.MeasureStep(gradient, direction);
        history.Accept(keepPair: true);
    }

    private static void Dispose(params List<Tensor>[] lists)
    {
        foreach (Tensor tensor in lists.SelectMany(list => list))
            tensor.Dispose();
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) <= 1e-6 * (1e-3 + Math.Abs(a));

    private Tensor Vector(double[] values, TensorShape? shape = null)
    {
        Tensor tensor = _backend.Allocate("vector", shape ?? s_shape);
        _backend.UploadDouble(values, tensor);
        return tensor;
    }

    private static double[] Normal(int seed) => [.. RandomData.Normal(s_shape, seed).Select(v => (double)v)];

    private static double[] Values(Tensor tensor) => ((ReferenceTensor)tensor).Values.ToArray();

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private sealed class Scratch(ReferenceBackend backend, TensorShape shape) : IDisposable
    {
        public (Tensor R, Tensor Inverse, Tensor Work) Vectors { get; } =
            (backend.Allocate("R", shape), backend.Allocate("1/R", shape), backend.Allocate("work", shape));

        public void Dispose()
        {
            Vectors.R.Dispose();
            Vectors.Inverse.Dispose();
            Vectors.Work.Dispose();
        }
    }
}
