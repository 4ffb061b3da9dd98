using IlgpuStyle.Backends;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Kernels;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>
/// The optimisers on a backend's own float32 vectors, in a shape that no block divides, with a float64
/// objective on the host. A sealed class per backend runs them. float32 carries x to 6·10⁻⁸ of its size; the
/// bounds leave room for a few hundred of those roundings in an iterate and for their growth by the problem's
/// condition.
/// </summary>
public abstract class BackendOptimizerTests(BackendFixture fixture)
{
    private static readonly TensorShape s_shape = new(3, 5, 7);

    private static readonly TestFunctions.Function s_quadratic = TestFunctions.Quadratic(100);

    private IBackend Backend => fixture.Require();

    [SkippableFact]
    public void Step_LbfgsOnQuadratic_ComesCloseWithinFloat32()
    {
        float[] end = Run(new LbfgsOptions(), s_quadratic, steps: 120, out _);
        Assert.All(end, value => Assert.Equal(1, value, 1e-5));
    }

    [SkippableFact]
    public void Step_LbfgsTwice_RepeatsBitForBit()
    {
        float[] once = Run(new LbfgsOptions(), TestFunctions.Rosenbrock, steps: 40, out double loss);
        float[] twice = Run(new LbfgsOptions(), TestFunctions.Rosenbrock, steps: 40, out double again);
        Assert.Equal(once, twice);
        Assert.Equal(loss, again);
    }

    [SkippableFact]
    public void Step_LbfgsInBox_FindsTheConstrainedMinimum()
    {
        LbfgsOptions options = new() { Box = new BoxConstraint(-1, 1) };
        float[] end = Run(options, TestFunctions.CoupledQuadratic, steps: 120, out _);
        double[] gradient = new double[end.Length];
        TestFunctions.CoupledQuadratic([.. end.Select(value => (double)value)], gradient);
        Assert.Contains(end, value => value == 1);
        Assert.Contains(end, value => Math.Abs(value) < 1);
        Assert.All(end.Zip(gradient), pair => Assert.True(
            pair.First == 1 ? pair.Second <= 1e-3
            : pair.First == -1 ? pair.Second >= -1e-3
            : Math.Abs(pair.Second) <= 1e-3,
            $"x {pair.First}, slope {pair.Second}"));
    }

    [SkippableFact]
    public void Step_FixedRule_FollowsTorchWithinFloat32()
    {
        // Without a line search each step amplifies the rounding of the last: only the first ten can be compared
        // so closely.
        double[][] expected = OracleValues.LbfgsHistory3Rate05[..10];
        using LbfgsOptimizer optimizer = new(
            Backend, TensorShape.Vector(6), LbfgsOptions.Torch with { HistorySize = 3, LearningRate = 0.5 });
        AssertFollows(optimizer, expected, 1e-5);
    }

    [SkippableFact]
    public void Step_Adam_FollowsTorchWithinFloat32()
    {
        using AdamOptimizer optimizer = new(Backend, TensorShape.Vector(6), new AdamOptions());
        AssertFollows(optimizer, OracleValues.AdamDefault, 1e-6);
    }

    [SkippableFact]
    public void Step_GradientDescentOnQuadratic_ComesCloseWithinFloat32()
    {
        using GradientDescentOptimizer optimizer = new(
            Backend, s_shape, new GradientDescentOptions { LearningRate = 0.15 });
        float[] end = Run(optimizer, TestFunctions.Quadratic(10), steps: 100, out _);
        Assert.All(end, value => Assert.Equal(1, value, 1e-5));
    }

    private float[] Run(LbfgsOptions options, TestFunctions.Function function, int steps, out double loss)
    {
        using LbfgsOptimizer optimizer = new(Backend, s_shape, options);
        return Run(optimizer, function, steps, out loss);
    }

    private float[] Run(IOptimizer optimizer, TestFunctions.Function function, int steps, out double loss)
    {
        using Tensor x = Backend.Allocate("x", s_shape);
        Backend.Fill(x, 0.25f);
        loss = double.NaN;
        for (int i = 0; i < steps; i++)
            loss = optimizer.Step(OnHost(function), x).Loss;
        return Values(x);
    }

    private void AssertFollows(IOptimizer optimizer, double[][] expected, double tolerance)
    {
        using Tensor x = Backend.Allocate("x", TensorShape.Vector(6));
        Backend.Upload([.. OracleValues.Start.Select(value => (float)value)], x);
        foreach (double[] iterate in expected)
        {
            optimizer.Step(OnHost(TestFunctions.CoupledQuartic), x);
            Assert.Equal(
                iterate, Values(x).Select(value => (double)value), (a, b) => Math.Abs(a - b) <= tolerance);
        }
    }

    private Objective OnHost(TestFunctions.Function function) => (x, gradient) =>
    {
        double[] g = new double[x.Shape.Length];
        double value = function([.. Values(x).Select(element => (double)element)], g);
        Backend.Upload([.. g.Select(element => (float)element)], gradient);
        return value;
    };

    private float[] Values(Tensor tensor)
    {
        float[] values = new float[tensor.Shape.Length];
        Backend.Download(tensor, values);
        return values;
    }
}
