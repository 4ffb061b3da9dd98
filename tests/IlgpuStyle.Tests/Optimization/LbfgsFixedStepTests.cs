using IlgpuStyle.Optimization;

namespace IlgpuStyle.Tests.Optimization;

public sealed class LbfgsFixedStepTests
{
    [Fact]
    public void Step_TorchSettings_FollowsTorchStepByStep() =>
        AssertFollows(LbfgsOptions.Torch, OracleValues.LbfgsHistory100);

    [Fact]
    public void Step_FullHistoryAndSmallRate_FollowsTorchStepByStep() => AssertFollows(
        LbfgsOptions.Torch with { HistorySize = 3, LearningRate = 0.5 }, OracleValues.LbfgsHistory3Rate05);

    [Fact]
    public void Step_FixedRule_EvaluatesOnceAndOnceMoreAtTheStart()
    {
        using OptimizerRun run = OptimizerRun.Lbfgs(
            TestFunctions.CoupledQuartic, OracleValues.Start, LbfgsOptions.Torch);
        Assert.Equal(2, run.Step().Evaluations);
        Assert.Equal(1, run.Step().Evaluations);
        Assert.Equal(1, run.Step().Evaluations);
    }

    [Fact]
    public void Step_FixedRuleWithBox_StaysInsideAndMeasuresTheClampedPoint()
    {
        LbfgsOptions options = LbfgsOptions.Torch with { Box = new BoxConstraint(0.25f, 0.75f) };
        using OptimizerRun run = OptimizerRun.Lbfgs(
            TestFunctions.CoupledQuartic, OracleValues.Start, options);
        for (int i = 0; i < 10; i++)
        {
            OptimizerStep step = run.Step();
            Assert.All(run.X, value => Assert.InRange(value, 0.25, 0.75));
            Assert.Equal(TestFunctions.CoupledQuartic(run.X, new double[6]), step.Loss);
        }
    }

    private static void AssertFollows(LbfgsOptions options, double[][] expected)
    {
        using OptimizerRun run = OptimizerRun.Lbfgs(
            TestFunctions.CoupledQuartic, OracleValues.Start, options);
        foreach (double[] iterate in expected)
        {
            run.Step();
            Assert.Equal(iterate, run.X, (a, b) => Math.Abs(a - b) <= 1e-9);
        }
    }
}
