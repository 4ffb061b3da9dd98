using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>The change of variables x = x₀ + S·z, in float64.</summary>
public sealed class PyramidPreconditionerTests : IDisposable
{
    // Sides that halve with a remainder, and a level too small to halve again.
    private static readonly TensorShape s_shape = new(3, 27, 40);

    private readonly ReferenceBackend _backend = new();

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ApplyTransposed_IsTheAdjointOfApply(bool pinned)
    {
        float[] mask = [.. RandomData.Normal(s_shape.Positions, seed: 3).Select(v => pinned && v < 0 ? 0f : 1f)];
        using Tensor free = _backend.Allocate("free", s_shape with { Channels = 1 });
        _backend.Upload(mask, free);
        using PyramidPreconditioner preconditioner = new(_backend, s_shape, wraps: false, free);
        double[] z = Normal(s_shape, seed: 1);
        double[] gradient = [.. Normal(s_shape, seed: 2).Select((v, i) => v * mask[i % mask.Length])];
        double[] step = Map(preconditioner.Apply, z), transformed = Map(preconditioner.ApplyTransposed, gradient);
        double expected = Dot(step, gradient);
        Assert.Equal(expected, Dot(z, transformed), Math.Abs(expected) * 1e-12);
        Assert.All(step.Where((_, i) => mask[i % mask.Length] == 0), v => Assert.Equal(0, v));
    }

    [Fact]
    public void Apply_Constant_GrowsAndDetailStays()
    {
        TensorShape shape = new(3, 64, 64);
        using PyramidPreconditioner preconditioner = new(_backend, shape, wraps: true);
        Assert.All(
            Map(preconditioner.Apply, [.. Enumerable.Repeat(1.0, (int)shape.Length)]),
            v => Assert.Equal(1 + 0.5 * (1 + Math.Sqrt(2) + 2 + 2 * Math.Sqrt(2)), v, 1e-12));
        double[] checkers = [.. Enumerable.Range(0, (int)shape.Length).Select(i => (i + i / 64) % 2 * 2.0 - 1)];
        Assert.Equal(checkers, Map(preconditioner.Apply, checkers), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Apply_Wrapping_CommutesWithRolling()
    {
        TensorShape shape = new(1, 48, 64);
        using PyramidPreconditioner preconditioner = new(_backend, shape, wraps: true);
        double[] z = Normal(shape, seed: 4);
        double[] Roll(double[] values) =>
            [.. Enumerable.Range(0, values.Length).Select(i => values[(i / 64 + 16) % 48 * 64 + (i + 32) % 64])];
        Assert.Equal(
            Roll(Map(preconditioner.Apply, z)), Map(preconditioner.Apply, Roll(z)), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Step_Preconditioned_IsLbfgsOnTheOtherVariables()
    {
        using PyramidPreconditioner map = new(_backend, s_shape, wraps: false);
        double[] start = Normal(s_shape, seed: 5);
        using Tensor x = _backend.Allocate("x", s_shape), z = _backend.Allocate("z", s_shape);
        using Tensor step = _backend.Allocate("step", s_shape), gradient = _backend.Allocate("gradient", s_shape);
        _backend.UploadDouble(start, x);
        double OfZ(Tensor at, Tensor slope)
        {
            map.Apply(at, step);
            _backend.UploadDouble([.. start.Zip(Values(step), (a, b) => a + b)], step);
            double value = Smoothness(step, gradient);
            map.ApplyTransposed(gradient, slope);
            return value;
        }

        using LbfgsOptimizer plain = new(_backend, s_shape, new LbfgsOptions());
        using LbfgsOptimizer preconditioned = new(
            _backend, s_shape, new LbfgsOptions(), new PyramidPreconditioner(_backend, s_shape, wraps: false));
        for (int i = 0; i < 12; i++)
        {
            double expected = plain.Step(OfZ, z).Loss;
            Assert.Equal(expected, preconditioned.Step(Smoothness, x).Loss, expected * 1e-9);
        }

        map.Apply(z, step);
        double[] wanted = [.. start.Zip(Values(step), (a, b) => a + b)];
        Assert.Equal(wanted, Values(x), (a, b) => Math.Abs(a - b) < 1e-7);
    }

    [Fact]
    public void Step_LossFlatInLowFrequencies_NeedsFarFewerSteps()
    {
        int Steps(IPreconditioner? preconditioner)
        {
            using LbfgsOptimizer optimizer = new(_backend, s_shape, new LbfgsOptions { HistorySize = 5 }, preconditioner);
            using Tensor x = _backend.Allocate("x", s_shape);
            _backend.UploadDouble(Normal(s_shape, seed: 6), x);
            int steps = 1;
            while (optimizer.Step(Smoothness, x).Loss > 1e-3)
                steps++;
            return steps;
        }

        int plain = Steps(null), preconditioned = Steps(new PyramidPreconditioner(_backend, s_shape, wraps: false));
        Assert.True(2 * preconditioned < plain, $"{preconditioned} steps against {plain}");
    }

    [Fact]
    public void Create_WithABoxOrFixedSteps_Throws()
    {
        using PyramidPreconditioner preconditioner = new(_backend, s_shape, wraps: false);
        foreach (LbfgsOptions options in new[] { LbfgsOptions.Torch, new LbfgsOptions { Box = new BoxConstraint(0, 1) } })
            Assert.Throws<ArgumentException>(() => new LbfgsOptimizer(_backend, s_shape, options, preconditioner));
    }

    /// <summary>½Σ(differences of neighbours)² + 5·10⁻⁴·Σx²: curvature 0.001 for a constant, 8 for a checkerboard.</summary>
    private static double Smoothness(Tensor x, Tensor gradient)
    {
        double[] values = Values(x);
        Span<double> slope = ((ReferenceTensor)gradient).Values;
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += 5e-4 * values[i] * values[i];
            slope[i] = 1e-3 * values[i];
        }

        int width = s_shape.Width;
        for (int i = 0; i < values.Length; i++)
        {
            if (i % width < width - 1)
                sum += Couple(values, slope, i, i + 1);
            if (i % s_shape.Positions < s_shape.Positions - width)
                sum += Couple(values, slope, i, i + width);
        }

        return sum;
    }

    private static double Couple(double[] values, Span<double> slope, int i, int j)
    {
        double difference = values[i] - values[j];
        slope[i] += difference;
        slope[j] -= difference;
        return difference * difference / 2;
    }

    private double[] Map(Action<Tensor, Tensor> map, double[] input)
    {
        TensorShape shape = input.Length == s_shape.Length ? s_shape : input.Length == 3 * 64 * 64 ? new(3, 64, 64) : new(1, 48, 64);
        using Tensor from = _backend.Allocate("from", shape), to = _backend.Allocate("to", shape);
        _backend.UploadDouble(input, from);
        map(from, to);
        return Values(to);
    }

    private static double[] Normal(TensorShape shape, int seed) => [.. RandomData.Normal(shape, seed).Select(v => (double)v)];

    private static double[] Values(Tensor tensor) => ((ReferenceTensor)tensor).Values.ToArray();

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
