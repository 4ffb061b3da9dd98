using IlgpuStyle.Backends;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Transfer;

/// <summary>The optimiser that the options ask for.</summary>
internal static class OptimizerFactory
{
    // A change of one per cent of the pixel range in every pixel: the first step along the gradient, where nothing is known of the curvature.
    private const double JustVisible = 0.01;

    /// <summary>Whether every step lowers the loss (up to rounding), so that the last iterate is the best.</summary>
    public static bool IsMonotone(OptimizerKind kind) => kind == OptimizerKind.Lbfgs;

    /// <summary>A fresh optimiser for pictures of one shape.</summary>
    public static IOptimizer Create(IBackend backend, TensorShape shape, StyleTransferOptions options)
    {
        switch (options.Optimizer)
        {
            case OptimizerKind.Lbfgs:
                return new LbfgsOptimizer(
                    backend, shape,
                    new LbfgsOptions
                    {
                        HistorySize = options.HistorySize,
                        FirstDisplacement = JustVisible * Math.Sqrt(shape.Length),
                        Box = options.Box,
                    });
            case OptimizerKind.LbfgsFixedStep:
                LbfgsOptions torch = LbfgsOptions.Torch;
                return new LbfgsOptimizer(
                    backend, shape,
                    torch with
                    {
                        HistorySize = options.HistorySize,
                        LearningRate = options.LearningRate ?? torch.LearningRate,
                        FirstStepUnit = options.FirstStepUnit,
                        Box = options.Box,
                    });
            case OptimizerKind.Adam:
                return new AdamOptimizer(
                    backend, shape, options.Adam with { LearningRate = options.LearningRate ?? options.Adam.LearningRate, Box = options.Box });
            default:
                return new GradientDescentOptimizer(
                    backend, shape, new GradientDescentOptions { LearningRate = options.LearningRate!.Value, Box = options.Box });
        }
    }
}
