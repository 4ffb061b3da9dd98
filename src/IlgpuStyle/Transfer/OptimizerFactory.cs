using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Optimization;
using IlgpuStyle.Tensors;

namespace IlgpuStyle.Transfer;

/// <summary>The optimiser that the options ask for.</summary>
internal static class OptimizerFactory
{
    // A change of one per cent of the pixel range in every pixel: the first step along the gradient, where
    // nothing is known of the curvature.
    private const double JustVisible = 0.01;

    /// <summary>
    /// Whether every step lowers the loss (up to rounding), so that the last iterate is the best.
    /// </summary>
    public static bool IsMonotone(OptimizerKind kind) => kind == OptimizerKind.Lbfgs;

    /// <summary>A fresh optimiser for pictures of one shape.</summary>
    /// <param name="backend">Where its vectors live.</param>
    /// <param name="shape">(3, H, W).</param>
    /// <param name="options">Which one.</param>
    /// <param name="unit">What a difference of 1 between pixels is in x: <see cref="PixelNormalization.Unit"/>.</param>
    /// <param name="free">
    /// (1, H, W), 0 on pinned pixels, else 1; null without any. The gradient must be 0 on pinned pixels.
    /// </param>
    public static IOptimizer Create(
        IBackend backend, TensorShape shape, StyleTransferOptions options, double unit, Tensor? free)
    {
        switch (options.Optimizer)
        {
            case OptimizerKind.Lbfgs:
                return new LbfgsOptimizer(
                    backend, shape,
                    new LbfgsOptions
                    {
                        HistorySize = options.HistorySize,
                        FirstDisplacement = unit * JustVisible * Math.Sqrt(shape.Length),
                        Box = options.Box,
                    },
                    options.IsPreconditioned
                        ? new PyramidPreconditioner(backend, shape, options.IsTorus, free)
                        : null,
                    options.IsLocallyScaled ? new LocalScale(backend, shape, options.IsTorus) : null);
            case OptimizerKind.LbfgsFixedStep:
                LbfgsOptions torch = LbfgsOptions.Torch;
                return new LbfgsOptimizer(
                    backend, shape,
                    torch with
                    {
                        HistorySize = options.HistorySize,
                        LearningRate = options.LearningRate ?? torch.LearningRate,
                        FirstStepUnit = unit * options.Replay.FirstStepUnit,
                        Box = options.Box,
                    });
            case OptimizerKind.Adam:
                return new AdamOptimizer(
                    backend, shape,
                    options.Adam with
                    {
                        LearningRate = unit * (options.LearningRate ?? options.Adam.LearningRate),
                        Epsilon = options.Adam.Epsilon / unit,
                        Box = options.Box,
                    });
            default:
                return new GradientDescentOptimizer(
                    backend, shape,
                    new GradientDescentOptions { LearningRate = unit * unit * options.LearningRate!.Value, Box = options.Box });
        }
    }
}
