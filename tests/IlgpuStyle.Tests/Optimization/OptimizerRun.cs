using IlgpuStyle.Backends;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>A function, an iterate in float64 and the optimiser that moves it.</summary>
internal sealed class OptimizerRun : IDisposable
{
    private readonly ReferenceBackend _backend = new();
    private readonly TestFunctions.Function _function;
    private readonly IOptimizer _optimizer;
    private readonly Tensor _x;

    public OptimizerRun(
        TestFunctions.Function function, double[] start, Func<IBackend, TensorShape, IOptimizer> make)
    {
        _function = function;
        TensorShape shape = TensorShape.Vector(start.Length);
        _x = _backend.Allocate("x", shape);
        _backend.UploadDouble(start, _x);
        _optimizer = make(_backend, shape);
    }

    /// <summary>Evaluations so far.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Where the function was last evaluated.</summary>
    public double[] LastEvaluated { get; private set; } = [];

    /// <summary>The iterate.</summary>
    public double[] X => ((ReferenceTensor)_x).Values.ToArray();

    /// <summary>A run of L-BFGS.</summary>
    public static OptimizerRun Lbfgs(TestFunctions.Function function, double[] start, LbfgsOptions options) =>
        new(function, start, (backend, shape) => new LbfgsOptimizer(backend, shape, options));

    /// <summary>One step.</summary>
    public OptimizerStep Step() => _optimizer.Step(Evaluate, _x);

    /// <summary>
    /// Steps until the status is neither Continue nor Restarted, or the evaluations are used up.
    /// </summary>
    public OptimizerStep RunToEnd(int maxEvaluations)
    {
        OptimizerStep step = Step();
        while (step.Status is OptimizerStatus.Continue or OptimizerStatus.Restarted
            && Evaluations < maxEvaluations)
            step = Step();
        return step;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _x.Dispose();
        Assert.Equal(0, _backend.AllocatedBytes);
        _backend.Dispose();
    }

    private double Evaluate(Tensor point, Tensor gradient)
    {
        Evaluations++;
        LastEvaluated = ((ReferenceTensor)point).Values.ToArray();
        return _function(((ReferenceTensor)point).Values, ((ReferenceTensor)gradient).Values);
    }
}
