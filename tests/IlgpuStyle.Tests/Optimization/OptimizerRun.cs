using IlgpuStyle.Backends;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Reference;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>A function, an iterate in float64 and the optimiser that moves it.</summary>
public sealed class OptimizerRun : IDisposable
{
    private readonly ReferenceBackend backend = new();
    private readonly TestFunctions.Function function;
    private readonly IOptimizer optimizer;
    private readonly Tensor x;

    public OptimizerRun(
        TestFunctions.Function function, double[] start, Func<IBackend, TensorShape, IOptimizer> make)
    {
        this.function = function;
        TensorShape shape = TensorShape.Vector(start.Length);
        x = backend.Allocate("x", shape);
        backend.UploadDouble(start, x);
        optimizer = make(backend, shape);
    }

    /// <summary>Evaluations so far.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Where the function was last evaluated.</summary>
    public double[] LastEvaluated { get; private set; } = [];

    /// <summary>The iterate.</summary>
    public double[] X => ((ReferenceTensor)x).Values.ToArray();

    /// <summary>A run of L-BFGS.</summary>
    public static OptimizerRun Lbfgs(TestFunctions.Function function, double[] start, LbfgsOptions options) =>
        new(function, start, (backend, shape) => new LbfgsOptimizer(backend, shape, options));

    /// <summary>One step.</summary>
    public OptimizerStep Step() => optimizer.Step(Evaluate, x);

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
        optimizer.Dispose();
        x.Dispose();
        Assert.Equal(0, backend.AllocatedBytes);
        backend.Dispose();
    }

    private double Evaluate(Tensor point, Tensor gradient)
    {
        Evaluations++;
        LastEvaluated = ((ReferenceTensor)point).Values.ToArray();
        return function(((ReferenceTensor)point).Values, ((ReferenceTensor)gradient).Values);
    }
}
