using IlgpuStyle.Backends;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>What every optimiser does when the objective misbehaves.</summary>
public sealed class OptimizerSafetyTests
{
    private static readonly double[] s_start = [-1.2, 1];

    public static TheoryData<string> Optimizers =>
        ["lbfgs", "lbfgs-box", "lbfgs-fixed", "adam", "gradient-descent"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Step_AnyOptimizer_ReportsLossAndNormOfTheIterateItLeaves(string name)
    {
        using OptimizerRun run = new(
            TestFunctions.Rosenbrock, s_start, (backend, shape) => Make(name, backend, shape));
        for (int i = 0; i < 15; i++)
        {
            OptimizerStep step = run.Step();
            double[] gradient = new double[2];
            Assert.Equal(TestFunctions.Rosenbrock(run.X, gradient), step.Loss);
            Assert.Equal(Math.Sqrt(gradient.Sum(g => g * g)), step.GradientNorm, 1e-12 * step.GradientNorm);
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Step_NanAtTheStart_SaysSoAndLeavesX(string name)
    {
        using OptimizerRun run = new(
            (_, _) => double.NaN, s_start, (backend, shape) => Make(name, backend, shape));
        OptimizerStep step = run.Step();
        Assert.Equal(OptimizerStatus.NotFinite, step.Status);
        Assert.Equal(1, step.Evaluations);
        Assert.Equal(s_start, run.X);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Step_GradientTurnsInfinite_StepsBackToTheLastGoodIterate(string name)
    {
        bool broken = false;
        double Function(ReadOnlySpan<double> x, Span<double> gradient)
        {
            double value = TestFunctions.Rosenbrock(x, gradient);
            if (broken)
                gradient[1] = double.PositiveInfinity;
            return value;
        }

        using OptimizerRun run = new(Function, s_start, (backend, shape) => Make(name, backend, shape));
        OptimizerStep good = default;
        for (int i = 0; i < 5; i++)
            good = run.Step();
        double[] x = run.X;
        broken = true;
        OptimizerStep bad = run.Step();
        Assert.Equal(OptimizerStatus.NotFinite, bad.Status);
        Assert.Equal((good.Loss, good.GradientNorm, 0.0), (bad.Loss, bad.GradientNorm, bad.StepLength));
        Assert.Equal(x, run.X);

        broken = false;
        OptimizerStep again = run.Step();
        Assert.Equal(OptimizerStatus.Continue, again.Status);
        Assert.NotEqual(x, run.X);
    }

    [Fact]
    public void Step_NanBeyondABarrier_StaysBeforeItAndConverges()
    {
        static double Barrier(ReadOnlySpan<double> x, Span<double> gradient)
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++)
            {
                sum += -Math.Log(1 - x[i]) - (i + 2) * x[i];
                gradient[i] = 1 / (1 - x[i]) - (i + 2);
            }

            return sum;
        }

        using OptimizerRun run = OptimizerRun.Lbfgs(
            Barrier, new double[20], new LbfgsOptions { GradientTolerance = 1e-8, FirstDisplacement = 100 });
        Assert.Equal(OptimizerStatus.Converged, run.RunToEnd(500).Status);
        IEnumerable<double> expected = Enumerable.Range(0, 20).Select(i => 1 - 1.0 / (i + 2));
        Assert.Equal(expected, run.X, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Step_GradientOfTheWrongSign_RestartsThenStallsWithoutMoving(bool box)
    {
        bool wrong = false;
        double Function(ReadOnlySpan<double> x, Span<double> gradient)
        {
            double value = TestFunctions.Rosenbrock(x, gradient);
            if (wrong)
                value = 1e6 - value;
            return value;
        }

        LbfgsOptions options = new() { Box = box ? new BoxConstraint(-5, 5) : null };
        using OptimizerRun run = OptimizerRun.Lbfgs(Function, s_start, options);
        for (int i = 0; i < 5; i++)
            run.Step();
        double[] x = run.X;
        wrong = true;
        Assert.Equal(OptimizerStatus.Restarted, run.Step().Status);
        Assert.Equal(x, run.X);
        Assert.Equal(OptimizerStatus.Stalled, run.Step().Status);
        Assert.Equal(x, run.X);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Step_LineSearchOfFewEvaluations_NeverWorsensTheLoss(int maxEvaluations)
    {
        LbfgsOptions options = new()
        {
            LineSearch = new LineSearchOptions { MaxEvaluations = maxEvaluations, RelativeNoise = 0 },
        };
        using OptimizerRun run = OptimizerRun.Lbfgs(
            TestFunctions.Rosenbrock, TestFunctions.RosenbrockStart(20), options);
        double loss = TestFunctions.Rosenbrock(TestFunctions.RosenbrockStart(20), new double[20]);
        for (int i = 0; i < 100; i++)
        {
            OptimizerStep step = run.Step();
            Assert.InRange(step.Loss, 0, loss);
            Assert.Equal(TestFunctions.Rosenbrock(run.X, new double[20]), step.Loss);
            loss = step.Loss;
        }
    }

    [Fact]
    public void Step_TensorOfAnotherShape_Throws()
    {
        using Reference.ReferenceBackend backend = new();
        using LbfgsOptimizer optimizer = new(backend, TensorShape.Vector(3), new LbfgsOptions());
        using Tensor x = backend.Allocate("x", TensorShape.Vector(4));
        Assert.Throws<ArgumentException>(() => optimizer.Step((_, _) => 0, x));
    }

    private static IOptimizer Make(string name, IBackend backend, TensorShape shape) => name switch
    {
        "lbfgs" => new LbfgsOptimizer(backend, shape, new LbfgsOptions()),
        "lbfgs-box" => new LbfgsOptimizer(
            backend, shape, new LbfgsOptions { Box = new BoxConstraint(-5, 5) }),
        "lbfgs-fixed" => new LbfgsOptimizer(backend, shape, LbfgsOptions.Torch with { LearningRate = 0.05 }),
        "adam" => new AdamOptimizer(backend, shape, new AdamOptions()),
        "gradient-descent" => new GradientDescentOptimizer(
            backend, shape, new GradientDescentOptions { LearningRate = 1e-4 }),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
