using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Optimization;

public sealed class LbfgsHistoryTests
{
    private const int Length = 40;
    private readonly ReferenceBackend _backend = new();

    [Theory]
    [InlineData(5, 0)]
    [InlineData(5, 1)]
    [InlineData(5, 4)]
    [InlineData(5, 5)]
    [InlineData(5, 13)]
    [InlineData(1, 3)]
    public void Direction_AnyFilling_EqualsTheTextbookRecursion(int capacity, int pairs)
    {
        using LbfgsHistory history = new(_backend, TensorShape.Vector(Length), capacity);
        List<(double[] S, double[] Y)> kept = [];
        Tensor gradient = Vector(seed: 1), direction = Vector(seed: 2);
        history.Start(gradient);
        for (int i = 0; i < pairs; i++)
        {
            kept.Add(WritePair(history, seed: 10 + i));
            gradient = Vector(seed: 100 + i);
            history.MeasureStep(gradient, direction);
            history.Accept(keepPair: true);
        }

        double slope = history.Direction(gradient, direction);

        double[] g = Values(gradient);
        double[] expected = Textbook([.. kept.TakeLast(capacity)], g);
        Assert.Equal(Math.Min(capacity, pairs), history.Count);
        AssertClose(expected, Values(direction));
        Assert.Equal(Dot(g, expected), slope, 1e-12 * Math.Abs(slope));
    }

    [Fact]
    public void Direction_GradientEqualToNewestY_IsMinusNewestS()
    {
        // The secant equation H·y = s, which holds exactly for the newest pair.
        using LbfgsHistory history = new(_backend, TensorShape.Vector(Length), 4);
        Tensor direction = Vector(seed: 2), gradient = _backend.Allocate("g", TensorShape.Vector(Length));
        double[] s = [], y = [];
        for (int i = 0; i < 6; i++)
        {
            (s, y) = WritePair(history, seed: 20 + i);
            _backend.UploadDouble(y, gradient);
            history.MeasureStep(gradient, direction);
            history.Accept(keepPair: true);
        }

        history.Direction(gradient, direction);
        AssertClose([.. s.Select(value => -value)], Values(direction));
    }

    [Fact]
    public void Accept_PairNotKept_LeavesTheOthersAsTheyWere()
    {
        using LbfgsHistory history = new(_backend, TensorShape.Vector(Length), 2);
        Tensor direction = Vector(seed: 2), gradient = Vector(seed: 4);
        List<(double[] S, double[] Y)> kept = [];
        for (int i = 0; i < 3; i++)
        {
            kept.Add(WritePair(history, seed: 30 + i));
            history.MeasureStep(Vector(seed: 3), direction);
            history.Accept(keepPair: true);
        }

        WritePair(history, seed: 40);
        history.MeasureStep(gradient, direction);
        history.Accept(keepPair: false);
        history.Direction(gradient, direction);
        AssertClose(Textbook([.. kept.TakeLast(2)], Values(gradient)), Values(direction));
    }

    [Fact]
    public void MeasureStep_Pair_ReturnsItsProducts()
    {
        using LbfgsHistory history = new(_backend, TensorShape.Vector(Length), 2);
        Tensor direction = Vector(seed: 2), gradient = Vector(seed: 4);
        (double[] s, double[] y) = WritePair(history, seed: 50);
        LbfgsMeasurement measured = history.MeasureStep(gradient, direction);
        double[] g = Values(gradient);
        Assert.Equal(
            new LbfgsMeasurement(Dot(s, s), Dot(s, y), Dot(y, y), Dot(g, g), Dot(g, Values(direction))),
            measured);
    }

    [Fact]
    public void Direction_AfterClear_IsSteepestDescent()
    {
        using LbfgsHistory history = new(_backend, TensorShape.Vector(Length), 2);
        Tensor direction = Vector(seed: 2), gradient = Vector(seed: 4);
        WritePair(history, seed: 60);
        history.MeasureStep(gradient, direction);
        history.Accept(keepPair: true);
        history.Clear();
        history.Direction(gradient, direction);
        Assert.Equal(Values(gradient).Select(value => -value), Values(direction));
    }

    /// <summary>Nocedal and Wright, algorithm 7.4, on arrays.</summary>
    private static double[] Textbook((double[] S, double[] Y)[] pairs, double[] gradient)
    {
        double[] q = [.. gradient];
        double[] alpha = new double[pairs.Length];
        for (int i = pairs.Length - 1; i >= 0; i--)
        {
            alpha[i] = Dot(pairs[i].S, q) / Dot(pairs[i].S, pairs[i].Y);
            Add(q, -alpha[i], pairs[i].Y);
        }

        double gamma = pairs.Length == 0 ? 1 : Dot(pairs[^1].S, pairs[^1].Y) / Dot(pairs[^1].Y, pairs[^1].Y);
        double[] r = [.. q.Select(value => gamma * value)];
        for (int i = 0; i < pairs.Length; i++)
            Add(r, alpha[i] - Dot(pairs[i].Y, r) / Dot(pairs[i].S, pairs[i].Y), pairs[i].S);
        return [.. r.Select(value => -value)];
    }

    private static void Add(double[] x, double factor, double[] y)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] += factor * y[i];
    }

    private static double Dot(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static double[] Values(Tensor tensor) => ((ReferenceTensor)tensor).Values.ToArray();

    /// <summary>Largest difference relative to the largest element.</summary>
    private static void AssertClose(double[] expected, double[] actual)
    {
        double scale = expected.Max(Math.Abs);
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 1e-12 * scale);
    }

    /// <summary>A random pair with sᵀy &gt; 0: y = D·s for a random positive diagonal D.</summary>
    private (double[] S, double[] Y) WritePair(LbfgsHistory history, int seed)
    {
        double[] s = RandomData.ToDouble(RandomData.Normal(Length, seed));
        double[] y = [.. s.Zip(RandomData.Normal(Length, seed + 1000), (value, d) => value * Math.Exp(d))];
        _backend.UploadDouble(s, history.CandidateS);
        _backend.UploadDouble(y, history.CandidateY);
        return (s, y);
    }

    private Tensor Vector(int seed)
    {
        Tensor tensor = _backend.Allocate("vector", TensorShape.Vector(Length));
        _backend.Upload(RandomData.Normal(Length, seed), tensor);
        return tensor;
    }
}
