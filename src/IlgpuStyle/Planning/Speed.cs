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
    // The larger the picture the closer the time per pixel to that of the run; a fast machine gets to 256 pixels, a slow one stops before.
    private static readonly int[] s_sizes = [64, 128, 256];
    private static readonly TimeSpan s_enough = TimeSpan.FromMilliseconds(60);

    /// <summary>Makes three steps at each of some small sizes until one of them takes long enough to trust.</summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="options">What the run computes.</param>
    /// <param name="pictures">Content and style, any size.</param>
    /// <exception cref="InputException">The picture is too small for the network.</exception>
    public static Speed Measure(PreparedNetwork network, StyleTransferOptions options, TransferPictures pictures)
    {
        ImageSize content = pictures.Content.Size;
        Speed speed = MeasureAt(network, options, pictures, content.WithLongSide(Math.Min(options.Size, s_sizes[0])), out TimeSpan time);
        foreach (int size in s_sizes.Skip(1))
        {
            if (time >= s_enough || size > options.Size)
                break;
            speed = MeasureAt(network, options, pictures, content.WithLongSide(size), out time);
        }

        return speed;
    }

    /// <summary>The stages of a run at this speed.</summary>
    /// <param name="options">What the run computes.</param>
    /// <param name="content">Size of the content picture.</param>
    public IReadOnlyList<StagePlan> Stages(StyleTransferOptions options, ImageSize content) =>
        [.. StageList.Of(options, content.WithLongSide(options.Size)).Select(stage => Stage(options, stage.Size, stage.Iterations))];

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
        PreparedNetwork network, StyleTransferOptions options, TransferPictures pictures, ImageSize size, out TimeSpan time)
    {
        StageClock clock = new([(size.Pixels, 1)]);
        using TransferStage stage = new(network, options, pictures, Resampler.Resize(pictures.Content, size), clock);
        // Compiles kernels and touches memory.
        stage.Step();
        TimeSpan before = clock.EvaluationTime;
        int evaluationsBefore = clock.Evaluations;
        long begin = Stopwatch.GetTimestamp();
        stage.Step();
        stage.Step();
        time = Stopwatch.GetElapsedTime(begin);
        double inside = (clock.EvaluationTime - before).TotalSeconds;
        int evaluations = Math.Max(1, clock.Evaluations - evaluationsBefore);
        return new Speed(size, inside / evaluations, Math.Max(0, time.TotalSeconds / Math.Max(inside, 1e-9) - 1));
    }
}
