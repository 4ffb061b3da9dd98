using IlgpuStyle.Backends;
using IlgpuStyle.Optimization;
using IlgpuStyle.State;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Optimization;

/// <summary>Every optimiser, saved and loaded after every step, goes on with the same bits; restarts and boxes included.</summary>
[Trait("Category", "Simd")]
public sealed class OptimizerStateTests : IDisposable
{
    private const int Steps = 16, RestartAfter = 5, Length = 40;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("lbfgs")]
    [InlineData("lbfgs-preconditioned")]
    [InlineData("lbfgs-scaled")]
    [InlineData("lbfgs-box")]
    [InlineData("lbfgs-fixed")]
    [InlineData("adam")]
    [InlineData("gradient-descent")]
    public void Load_AfterEveryStep_GivesTheSameBits(string name)
    {
        using IBackend backend = BackendCatalogue.Open(BackendCatalogue.Simd);
        float[] whole = Run(backend, name, reload: false);
        Assert.Equal(whole, Run(backend, name, reload: true));
    }

    private float[] Run(IBackend backend, string name, bool reload)
    {
        TensorShape shape = new(1, 5, Length / 5);
        using Tensor x = backend.Allocate("x", shape);
        backend.Upload([.. TestFunctions.RosenbrockStart(Length).Select(value => (float)value)], x);
        IOptimizer optimizer = Make(name, backend, shape);
        for (int step = 1; step <= Steps; step++)
        {
            optimizer.Step((point, gradient) => Evaluate(backend, point, gradient), x);
            if (step == RestartAfter)
                optimizer.Restart(0.25);
            if (!reload)
                continue;
            Checkpoint.Write(_path, new Dictionary<string, string>(), optimizer);
            optimizer.Dispose();
            optimizer = Make(name, backend, shape);
            using Checkpoint checkpoint = Checkpoint.Open(_path);
            optimizer.Load(checkpoint.State);
        }

        optimizer.Dispose();
        float[] result = new float[Length];
        backend.Download(x, result);
        return result;
    }

    private static double Evaluate(IBackend backend, Tensor point, Tensor gradient)
    {
        float[] values = new float[Length];
        backend.Download(point, values);
        double[] slope = new double[Length];
        double loss = TestFunctions.Rosenbrock([.. values.Select(value => (double)value)], slope);
        backend.Upload([.. slope.Select(value => (float)value)], gradient);
        return loss;
    }

    private static IOptimizer Make(string name, IBackend backend, TensorShape shape) => name switch
    {
        "lbfgs" => new LbfgsOptimizer(backend, shape, new LbfgsOptions { HistorySize = 4 }),
        "lbfgs-preconditioned" => new LbfgsOptimizer(
            backend, shape, new LbfgsOptions { HistorySize = 4 }, new PyramidPreconditioner(backend, shape, wraps: false)),
        "lbfgs-scaled" => new LbfgsOptimizer(
            backend, shape, new LbfgsOptions { HistorySize = 4 }, new PyramidPreconditioner(backend, shape, wraps: false),
            new LocalScale(backend, shape, wraps: false)),
        "lbfgs-box" => new LbfgsOptimizer(
            backend, shape, new LbfgsOptions { HistorySize = 4, Box = new BoxConstraint(-0.9f, 0.9f) }),
        "lbfgs-fixed" => new LbfgsOptimizer(backend, shape, LbfgsOptions.Torch with { HistorySize = 4, LearningRate = 0.05 }),
        "adam" => new AdamOptimizer(backend, shape, new AdamOptions()),
        _ => new GradientDescentOptimizer(backend, shape, new GradientDescentOptions { LearningRate = 1e-4 }),
    };
}
