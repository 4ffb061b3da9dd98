using IlgpuStyle.Backends;
using IlgpuStyle.Losses;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Optimization;
using IlgpuStyle.Tests.Reference;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>Losses that are not finite or explode: on made-up objectives step by step, then in whole runs.</summary>
public sealed class DivergenceTests : IDisposable
{
    private const int MaxRollbacks = 3;

    private readonly ReferenceBackend _backend = new();
    private readonly Tensor _x;
    private readonly Tensor _gradient;
    private readonly DivergenceGuard _guard;
    private double _spoiled = 1;
    private double _firstLoss = double.NaN;
    private int _iteration;

    public DivergenceTests()
    {
        _x = _backend.Allocate("x", TensorShape.Vector(6));
        _gradient = _backend.Allocate("gradient", _x.Shape);
        _backend.UploadDouble(TestFunctions.RosenbrockStart(6), _x);
        _guard = new DivergenceGuard(_backend, _x, MaxRollbacks);
    }

    public static TheoryData<string> Optimizers => ["lbfgs", "lbfgs-fixed", "adam", "gradient-descent"];

    public void Dispose()
    {
        _guard.Dispose();
        _gradient.Dispose();
        _x.Dispose();
        _backend.Dispose();
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Judge_LossTurnsNan_ReturnsToTheBestIterateAndGoesOnFromThere(string name)
    {
        using IOptimizer optimizer = Make(name);
        for (int i = 0; i < 6; i++)
            Assert.Equal(GuardVerdict.Good, Step(optimizer).Verdict);
        double best = _guard.BestLoss;
        _spoiled = double.NaN;
        Assert.Equal(GuardVerdict.RolledBack, Step(optimizer).Verdict);
        Assert.Equal(best, TestFunctions.Rosenbrock(X, new double[6]));
        _spoiled = 1;
        for (int i = 0; i < 30; i++)
            Assert.Equal(GuardVerdict.Good, Step(optimizer).Verdict);
        Assert.True(_guard.BestLoss < best, $"{best} to {_guard.BestLoss}");
        Assert.Equal(0, _guard.Rollbacks);
    }

    [Fact]
    public void Judge_LossStaysNan_GivesUpAfterTheStatedTriesAtTheBestIterate()
    {
        using IOptimizer optimizer = Make("lbfgs");
        for (int i = 0; i < 6; i++)
            Step(optimizer);
        _spoiled = double.NaN;
        for (int i = 0; i < MaxRollbacks; i++)
            Assert.Equal(GuardVerdict.RolledBack, Step(optimizer).Verdict);
        (GuardVerdict verdict, OptimizerStep step) = Step(optimizer);
        Assert.Equal(GuardVerdict.GiveUp, verdict);
        Assert.Equal(_guard.BestLoss, TestFunctions.Rosenbrock(X, new double[6]));
        Assert.Contains("given up after 3 tries", _guard.Describe(step, verdict));
    }

    [Fact]
    public void Judge_NanAtTheStart_GivesUpAtOnceAndLeavesX()
    {
        using IOptimizer optimizer = Make("lbfgs");
        double[] start = X;
        _spoiled = double.NaN;
        (GuardVerdict verdict, OptimizerStep step) = Step(optimizer);
        Assert.Equal(GuardVerdict.GiveUp, verdict);
        Assert.Equal(start, X);
        Assert.Contains("at the first picture", _guard.Describe(step, verdict));
    }

    [Theory]
    [InlineData("lbfgs-fixed", 3.0)]
    [InlineData("gradient-descent", 0.02)]
    public void Judge_LossExplodes_ShortensTheStepUntilItFalls(string name, double learningRate)
    {
        using IOptimizer optimizer = Make(name, learningRate);
        int rollbacks = 0;
        for (int i = 0; i < 60; i++)
        {
            (GuardVerdict verdict, OptimizerStep step) = Step(optimizer);
            Assert.NotEqual(GuardVerdict.GiveUp, verdict);
            if (verdict != GuardVerdict.RolledBack)
                continue;
            rollbacks++;
            Assert.Contains("steps × 0.25", _guard.Describe(step, verdict));
        }

        Assert.InRange(rollbacks, 1, MaxRollbacks);
        Assert.True(_guard.BestLoss < _firstLoss / 10, $"{_firstLoss} to {_guard.BestLoss}");
    }

    [Fact]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    public void Run_LearningRateFarTooLarge_RecoversAndReportsIt()
    {
        List<TransferEvent> events = [];
        StyleTransferOptions options = new()
        {
            Size = 32, Scales = StyleTransferOptions.OneScale(20), Optimizer = OptimizerKind.GradientDescent, LearningRate = 10,
        };
        TransferResult result = Run(options, events);
        Assert.Equal(TransferEnding.Finished, result.Ending);
        Assert.NotEmpty(events);
        Assert.All(events, e => Assert.Equal(TransferEventKind.RolledBack, e.Kind));
        Assert.True(result.Loss < result.InitialLoss, $"{result.InitialLoss} to {result.Loss}");
    }

    [Fact]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    public void Run_LearningRateFarTooLargeWithoutTries_EndsDivergedWithTheBestPicture()
    {
        List<TransferEvent> events = [];
        StyleTransferOptions options = new()
        {
            Size = 32, Scales = StyleTransferOptions.OneScale(20), Optimizer = OptimizerKind.GradientDescent, LearningRate = 10,
            MaxRollbacks = 0,
        };
        TransferResult result = Run(options, events);
        Assert.Equal(TransferEnding.Diverged, result.Ending);
        Assert.Equal(TransferEventKind.GaveUp, Assert.Single(events).Kind);
        Assert.Equal(result.InitialLoss, result.Loss);
    }

    [Fact]
    [Trait("Category", "Simd")]
    [Trait("Category", "WholeNetwork")]
    public void Run_LossOverflows_EndsDiverged()
    {
        StyleTransferOptions options = new()
        {
            Size = 32, Scales = StyleTransferOptions.OneScale(3), Preset = LossPresets.Cs231n with { StyleWeight = 1e308 },
        };
        Assert.Equal(TransferEnding.Diverged, Run(options, []).Ending);
    }

    private double[] X => ((ReferenceTensor)_x).Values.ToArray();

    private (GuardVerdict Verdict, OptimizerStep Step) Step(IOptimizer optimizer)
    {
        OptimizerStep step = optimizer.Step(Evaluate, _x);
        return (_guard.Judge(step, _firstLoss, ++_iteration, _x, optimizer), step);
    }

    private double Evaluate(Tensor x, Tensor gradient)
    {
        double loss = _spoiled * TestFunctions.Rosenbrock(((ReferenceTensor)x).Values, ((ReferenceTensor)gradient).Values);
        if (_iteration == 0 && double.IsNaN(_firstLoss))
            _firstLoss = loss;
        return loss;
    }

    private IOptimizer Make(string name, double? learningRate = null) => name switch
    {
        "lbfgs" => new LbfgsOptimizer(_backend, _x.Shape, new LbfgsOptions()),
        "lbfgs-fixed" => new LbfgsOptimizer(_backend, _x.Shape, LbfgsOptions.Torch with { LearningRate = learningRate ?? 0.05 }),
        "adam" => new AdamOptimizer(_backend, _x.Shape, new AdamOptions()),
        _ => new GradientDescentOptimizer(
            _backend, _x.Shape, new GradientDescentOptions { LearningRate = learningRate ?? 1e-4 }),
    };

    private static TransferResult Run(StyleTransferOptions options, List<TransferEvent> events)
    {
        using IBackend backend = BackendCatalogue.Open("simd");
        using WeightsFile weights = WeightsFile.OpenEmbedded();
        TransferPictures pictures = new()
        {
            Content = TestPictures.Waves(40, 30, 1),
            Styles = [new StylePicture(TestPictures.Waves(30, 40, 2))],
        };
        return new StyleTransferRunner(backend, weights, options).Run(pictures, new TransferHooks { Event = events.Add });
    }
}
