using System.Diagnostics;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Planning;

/// <summary>How fast this machine is with this network and loss: measured on the run's own pictures, made small.</summary>
/// <param name="Size">Size of the picture that was measured.</param>
/// <param name="SecondsPerEvaluation">Of loss and gradient at that size.</param>
/// <param name="OptimizerShare">Time of a step outside its evaluations, relative to the time inside.</param>
public sealed record Speed(ImageSize Size, double SecondsPerEvaluation, double OptimizerShare)
{
    private const int WarmUpSize = 64;

    // The larger the picture the closer the time per pixel to that of the run.
    private const int LargestSize = 320;

    // What a measurement may take: long enough to trust, short enough to wait for.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.5);

    // The first step, and two that are timed; each has an evaluation, and the targets take about one.
    private const int MeasuredSteps = 4;

    /// <summary>Warms up at 64 pixels, then times some steps at a size that the machine does in a second or so.</summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="options">What the run computes.</param>
    /// <param name="pictures">Content and style, any size.</param>
    /// <exception cref="InputException">The picture is too small for the network.</exception>
    public static Speed Measure(PreparedNetwork network, StyleTransferOptions options, TransferPictures pictures)
    {
        ImageSize content = pictures.Content.Size;
        ImageSize small = content.WithLongSide(Math.Min(options.Size, WarmUpSize));
        Speed speed = MeasureAt(network, options, pictures, small);
        double affordablePixels = small.Pixels * s_patience.TotalSeconds / (MeasuredSteps * speed.SecondsPerEvaluation);
        int longSide = (int)(small.LongSide * Math.Sqrt(affordablePixels / small.Pixels));
        ImageSize size = content.WithLongSide(Math.Clamp(longSide, small.LongSide, Math.Min(options.Size, LargestSize)));
        return size.LongSide > small.LongSide ? MeasureAt(network, options, pictures, size) : speed;
    }

    /// <summary>The stages of a run at this speed.</summary>
    /// <param name="options">What the run computes.</param>
    /// <param name="content">Size of the content picture.</param>
    public IReadOnlyList<StagePlan> Stages(StyleTransferOptions options, ImageSize content) =>
        [.. ScalePlan.Stages(options, content).Select(stage => Stage(options, stage.Size, stage.Iterations))];

    private StagePlan Stage(StyleTransferOptions options, ImageSize size, int iterations)
    {
        // Every optimiser evaluates once at the start; a line search accepts its first point in all but some 5 % of the steps
        // (147 evaluations for 140 steps of the default run).
        const double LineSearchShare = 0.05;
        double perStep = options.Optimizer == OptimizerKind.Lbfgs ? 1 + LineSearchShare : 1;
        int evaluations = (int)Math.Round(1 + iterations * perStep);
        double seconds = SecondsPerEvaluation * size.Pixels / Size.Pixels;
        return new StagePlan(size, iterations, evaluations, seconds, TimeSpan.FromSeconds(evaluations * seconds * (1 + OptimizerShare)));
    }

    private static Speed MeasureAt(
        PreparedNetwork network, StyleTransferOptions options, TransferPictures pictures, ImageSize size)
    {
        StageClock clock = new([new ScaleStage(size, 1)]);
        using TransferStage stage = new(network, options, pictures, size, () => Resampler.Resize(pictures.Content, size), clock);
        // Compiles kernels and touches memory. A backend that takes this long for it is not timed better by a second step.
        stage.Step(1);
        if (clock.EvaluationTime > s_patience)
            return new Speed(size, clock.SecondsPerEvaluation, 0);
        double best = double.PositiveInfinity, share = 0;
        for (int iteration = 2; iteration <= 3; iteration++)
        {
            TimeSpan inside = clock.EvaluationTime;
            int evaluations = clock.Evaluations;
            long begin = Stopwatch.GetTimestamp();
            stage.Step(iteration);
            double all = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            double evaluating = (clock.EvaluationTime - inside).TotalSeconds;
            double each = evaluating / Math.Max(1, clock.Evaluations - evaluations);
            if (each > 0 && each < best)
                (best, share) = (each, all / evaluating - 1);
        }

        return double.IsFinite(best) ? new Speed(size, best, share) : new Speed(size, clock.SecondsPerEvaluation, 0);
    }
}
