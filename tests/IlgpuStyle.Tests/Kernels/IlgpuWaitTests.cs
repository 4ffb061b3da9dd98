using IlgpuStyle.Kernels.Ilgpu;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Kernels;

/// <summary>How often an optimiser makes the host wait for the device.</summary>
[Trait("Category", "Kernels")]
public sealed class IlgpuWaitTests : IDisposable
{
    private static readonly TensorShape s_shape = new(3, 5, 7);

    private readonly IlgpuBackend _backend = IlgpuBackend.Create(IlgpuDeviceKind.Cpu);
    private readonly Tensor _x;
    private readonly Tensor _target;
    private readonly Tensor _zeros;
    private readonly Tensor _curvature;
    private readonly ScalarBuffer _loss;
    private readonly double[] _value = new double[1];

    public IlgpuWaitTests()
    {
        _x = _backend.Allocate("x", s_shape);
        _target = _backend.Allocate("target", s_shape);
        _zeros = _backend.Allocate("zeros", s_shape);
        _curvature = _backend.Allocate("curvature", s_shape with { Channels = 1 });
        _loss = _backend.AllocateScalars(1);
        _backend.Upload(RandomData.Normal(s_shape, seed: 1), _target);
        _backend.Upload([.. RandomData.Normal(s_shape.Positions, seed: 2).Select(v => 0.3f + v * v)], _curvature);
    }

    public void Dispose()
    {
        _loss.Dispose();
        _curvature.Dispose();
        _zeros.Dispose();
        _target.Dispose();
        _x.Dispose();
        _backend.Dispose();
    }

    /// <summary>For the loss, and for the scalars on which the line search decides; the recursion's stay on the device.</summary>
    [Theory]
    [InlineData(nameof(LbfgsStepRule.LineSearch))]
    [InlineData(nameof(LbfgsStepRule.Fixed))]
    public void Lbfgs_EachEvaluation_WaitsTwice(string name)
    {
        LbfgsStepRule rule = Enum.Parse<LbfgsStepRule>(name);
        using LbfgsOptimizer optimizer = new(_backend, s_shape, new LbfgsOptions { Rule = rule, HistorySize = 3, LearningRate = 0.3 });
        Assert.Equal(0, WaitsBeyondTwoAnEvaluation(optimizer, steps: 8));
    }

    /// <summary>And once a step for the products of the elements that are free at the accepted point.</summary>
    [Fact]
    public void Lbfgs_InABox_WaitsOnceMoreAStep()
    {
        using LbfgsOptimizer optimizer = new(
            _backend, s_shape, new LbfgsOptions { HistorySize = 3, Box = new BoxConstraint(-0.5f, 0.5f) });
        Assert.Equal(8, WaitsBeyondTwoAnEvaluation(optimizer, steps: 8));
    }

    [Fact]
    public void Adam_EachEvaluation_WaitsTwice()
    {
        using AdamOptimizer optimizer = new(_backend, s_shape, new AdamOptions());
        Assert.Equal(0, WaitsBeyondTwoAnEvaluation(optimizer, steps: 8));
    }

    private int WaitsBeyondTwoAnEvaluation(IOptimizer optimizer, int steps)
    {
        Assert.Equal(OptimizerStatus.Continue, optimizer.Step(Evaluate, _x).Status);
        int waits = _backend.Waits, evaluations = 0;
        for (int i = 0; i < steps; i++)
        {
            OptimizerStep step = optimizer.Step(Evaluate, _x);
            Assert.Equal(OptimizerStatus.Continue, step.Status);
            evaluations += step.Evaluations;
        }

        return _backend.Waits - waits - 2 * evaluations;
    }

    // f = ½ Σ d² with d = m·(x − t), ∇f = m·d: not a multiple of the unit matrix, so that there are several steps.
    private double Evaluate(Tensor x, Tensor gradient)
    {
        _backend.LinearCombination([1, -1], [x, _target], gradient);
        _backend.MaskMultiply(gradient, _curvature, gradient);
        _backend.SquaredDistance(gradient, _zeros, 0.5, _loss, 0);
        _backend.MaskMultiply(gradient, _curvature, gradient);
        _backend.Download(_loss, _value);
        return _value[0];
    }
}
