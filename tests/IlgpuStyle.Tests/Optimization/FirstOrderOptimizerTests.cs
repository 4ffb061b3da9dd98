using IlgpuStyle.Optimization;

namespace IlgpuStyle.Tests.Optimization;

public sealed class FirstOrderOptimizerTests
{
    [Fact]
    public void Step_AdamDefaults_FollowsTorchStepByStep() =>
        AssertFollows(new AdamOptions(), OracleValues.AdamDefault);

    [Fact]
    public void Step_AdamWithFastSecondMoment_FollowsTorchStepByStep() =>
        AssertFollows(
            new AdamOptions { LearningRate = 0.1, Beta2 = 0.99 }, OracleValues.AdamFastSecondMoment);

    [Fact]
    public void Step_GradientDescentOnQuadratic_FollowsTheClosedForm()
    {
        // x_i − 1 shrinks by 1 − η·h_i in each step, h_i = 10^(i/2) for three elements of condition 10.
        const double Rate = 0.05;
        using OptimizerRun run = new(
            TestFunctions.Quadratic(10), [3, -2, 0.5],
            (backend, shape) => new GradientDescentOptimizer(
                backend, shape, new GradientDescentOptions { LearningRate = Rate }));
        for (int step = 1; step <= 20; step++)
        {
            run.Step();
            double[] expected = [.. new[] { 2.0, -3.0, -0.5 }.Select((distance, i) =>
                1 + distance * Math.Pow(1 - Rate * Math.Pow(10, i / 2.0), step))];
            Assert.Equal(expected, run.X, (a, b) => Math.Abs(a - b) <= 1e-13);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Step_Box_StaysInsideAndReportsTheClampedPoint(bool adam)
    {
        BoxConstraint box = new(0.25f, 0.75f);
        using OptimizerRun run = new(
            TestFunctions.CoupledQuartic, OracleValues.Start, (backend, shape) => adam
                ? new AdamOptimizer(backend, shape, new AdamOptions { Box = box })
                : new GradientDescentOptimizer(
                    backend, shape, new GradientDescentOptions { LearningRate = 0.01, Box = box }));
        for (int i = 0; i < 200; i++)
        {
            OptimizerStep step = run.Step();
            Assert.All(run.X, value => Assert.InRange(value, 0.25, 0.75));
            Assert.Equal(TestFunctions.CoupledQuartic(run.X, new double[6]), step.Loss);
            Assert.Equal(i == 0 ? 2 : 1, step.Evaluations);
        }

        // The free minimum is x_i = (i + 1)/6: the box holds the ends (1/6 and 1) and not the middle.
        Assert.Equal(0.25, run.X[0]);
        Assert.Equal(0.75, run.X[5]);
        Assert.InRange(run.X[2], 0.3, 0.7);
    }

    [Fact]
    public void Step_GradientBelowTolerance_ConvergesAndStaysThere()
    {
        using OptimizerRun run = new(
            TestFunctions.Quadratic(10), [3, -2, 0.5],
            (backend, shape) => new GradientDescentOptimizer(
                backend, shape, new GradientDescentOptions { LearningRate = 0.1, GradientTolerance = 1e-8 }));
        OptimizerStep end = run.RunToEnd(1000);
        Assert.Equal(OptimizerStatus.Converged, end.Status);
        double[] x = run.X;
        Assert.Equal(end with { StepLength = 0, Evaluations = 0 }, run.Step());
        Assert.Equal(x, run.X);
    }

    private static void AssertFollows(AdamOptions options, double[][] expected)
    {
        using OptimizerRun run = new(
            TestFunctions.CoupledQuartic, OracleValues.Start,
            (backend, shape) => new AdamOptimizer(backend, shape, options));
        foreach (double[] iterate in expected)
        {
            run.Step();
            Assert.Equal(iterate, run.X, (a, b) => Math.Abs(a - b) <= 1e-12);
        }
    }
}
