using System.Diagnostics;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Planning;

/// <summary>
/// How fast this machine is with this network and loss, measured on the run's own pictures, made small. Time grows with the pixels p:
/// an evaluation takes fixed + (measured − fixed)·p/P, the rest in proportion to p.
/// </summary>
/// <param name="Size">Size of the picture that was measured, P pixels.</param>
/// <param name="SecondsPerEvaluation">Of loss and gradient at that size.</param>
/// <param name="OptimizerShare">Time of a step outside its evaluations, relative to the time inside.</param>
/// <param name="FixedSeconds">Of an evaluation of no pixels: launches and hand-overs between threads.</param>
/// <param name="SetupSeconds">Before the first step at that size: targets, memory.</param>
/// <param name="RenewalSeconds">
/// Of what a loss chooses anew after some steps (<see cref="StyleTransferOptions.Renewals"/>), beside the evaluation: each position of the
/// result against each of the painting, so it grows with p².
/// </param>
internal sealed record Speed(
    ImageSize Size, double SecondsPerEvaluation, double OptimizerShare, double FixedSeconds = 0, double SetupSeconds = 0,
    double RenewalSeconds = 0)
{
    private const int WarmUpSize = 64;

    // Five poolings leave one row of sixteen; a little more, because paintings are rounded to sizes of their own.
    private const int LeastShortSide = 24;

    // The larger the picture the closer the time per pixel to that of the run.
    private const int LargestSize = 320;

    // What choosing the size may count on: long enough to trust, short enough to wait for, and a hundredth of the run's own time: who waits
    // for 20 s wants to see the first step, not a better forecast.
    private const double MeasuringShare = 0.01;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.5);

    // Targets and first step at a second size that is hardly larger take as long as they are worth nothing.
    private const int LeastGrowth = 2;

    // At that size: the first step and two that are timed at least; each has an evaluation, and the targets take about one.
    private const int LeastSteps = 2;

    // A run at the size of the warm-up with as few steps waits for its forecast as long as for itself.
    private const int MostStepsUntimed = 2 * LeastSteps;

    // The first evaluation of all compiles what it runs: a second or two on a busy machine. One that takes longer than this is not timed
    // better by a second one.
    private static readonly TimeSpan s_mostForFirstEvaluation = 4 * s_patience;

    // More steps show more of the run: the optimiser's history is full after ten, the runtime has compiled what is hot.
    private const int MostSteps = 40;
    private static readonly TimeSpan s_mostMeasuring = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Warms up at 64 pixels, then times some steps at a size that the machine does in a hundredth of the run, a second or so at most.
    /// A run that would be over by then is told from the first step alone.
    /// </summary>
    /// <param name="network">The packed weights.</param>
    /// <param name="options">What the run computes.</param>
    /// <param name="pictures">Content and style, any size.</param>
    /// <exception cref="InputException">The picture is too small for the network.</exception>
    public static Speed Measure(PreparedNetwork network, StyleTransferOptions options, TransferPictures pictures)
    {
        ImageSize content = pictures.Content.Size;
        ImageSize small = WarmUp(options, pictures);
        IReadOnlyList<ScaleStage> stages = ScalePlan.Stages(options, content);
        bool isOverSoon = stages.Sum(stage => stage.Iterations) <= MostStepsUntimed
            && stages.All(stage => stage.Size.Pixels <= small.Pixels);
        Speed speed = MeasureAt(network, options, pictures, small, isOverSoon ? null : TimeSpan.Zero);
        if (isOverSoon)
            return speed;
        double share = MeasuringShare * speed.Stages(options, content).Sum(stage => stage.Time.TotalSeconds);
        double patience = Math.Min(share, s_patience.TotalSeconds);
        double affordablePixels = small.Pixels * patience / ((LeastSteps + 2) * speed.SecondsPerEvaluation);
        int longSide = (int)(small.LongSide * Math.Sqrt(affordablePixels / small.Pixels));
        ImageSize size = content.WithLongSide(
            Math.Clamp(longSide, small.LongSide, Math.Max(small.LongSide, Math.Min(options.Size, LargestSize))));
        if (size.LongSide < LeastGrowth * small.LongSide)
            return speed;
        TimeSpan measuring = TimeSpan.FromSeconds(Math.Min(share, s_mostMeasuring.TotalSeconds));
        return MeasureAt(network, options, pictures, size, measuring).Above(speed);
    }

    /// <summary>The smallest size to begin with: elongated pictures need a longer side than others for the network to take them.</summary>
    private static ImageSize WarmUp(StyleTransferOptions options, TransferPictures pictures)
    {
        for (int longSide = Math.Min(options.Size, WarmUpSize); ; longSide = Math.Min(options.Size, 2 * longSide))
        {
            ImageSize size = pictures.Content.Size.WithLongSide(longSide);
            if (longSide == options.Size || pictures.Styles.Select(style => options.StyleSizeAt(style, size)).Append(size)
                .All(taken => Math.Min(taken.Width, taken.Height) >= LeastShortSide))
                return size;
        }
    }

    /// <summary>
    /// The setup as far as it grows with the pixels: the first of all compiles too, a disk may keep it waiting, and neither grows. What
    /// grows are forward passes of the content and of the paintings, each of less than an evaluation at its size.
    /// </summary>
    /// <param name="measured">Seconds of the setup.</param>
    /// <param name="evaluation">Seconds of an evaluation at the content's size.</param>
    /// <param name="content">Size of the content picture.</param>
    /// <param name="paintings">Sizes of the paintings.</param>
    internal static double GrowingSetup(double measured, double evaluation, ImageSize content, IEnumerable<ImageSize> paintings) =>
        Math.Min(measured, evaluation * (1 + paintings.Sum(size => (double)size.Pixels) / content.Pixels));

    /// <summary>The same speed with the fixed part that a measurement of a smaller picture shows.</summary>
    internal Speed Above(Speed smaller)
    {
        double perPixel = (SecondsPerEvaluation - smaller.SecondsPerEvaluation) / (Size.Pixels - smaller.Size.Pixels);
        // Below zero by the chance of one measurement.
        double atNone = smaller.SecondsPerEvaluation - perPixel * smaller.Size.Pixels;
        // A smaller picture takes longer by launches alone on a card, or because other processes came between: half of each errs by a
        // factor of two at most where the picture is large.
        return this with { FixedSeconds = perPixel <= 0 ? SecondsPerEvaluation / 2 : Math.Max(0, atNone) };
    }

    /// <summary>The stages of a run at this speed.</summary>
    /// <param name="options">What the run computes.</param>
    /// <param name="content">Size of the content picture.</param>
    public IReadOnlyList<StagePlan> Stages(StyleTransferOptions options, ImageSize content) =>
        [.. ScalePlan.Stages(options, content).Select(stage => Stage(options, stage.Size, stage.Iterations))];

    private StagePlan Stage(StyleTransferOptions options, ImageSize size, int iterations)
    {
        // Every optimiser evaluates once at the start; a line search accepts its first point in all but some 2 % of the steps
        // (12 more evaluations in 720 steps of painterly, relative and gatys on three pairs of pictures, 2 more in the 200 of five stages).
        const double LineSearchShare = 0.02;
        double perStep = options.Optimizer == OptimizerKind.Lbfgs ? 1 + LineSearchShare : 1;
        int renewals = options.Renewals(iterations);
        // What is chosen anew is another function, evaluated once more.
        int evaluations = (int)Math.Round(1 + iterations * perStep) + renewals;
        double pixels = (double)size.Pixels / Size.Pixels;
        double seconds = FixedSeconds + (SecondsPerEvaluation - FixedSeconds) * pixels;
        double outside = iterations * OptimizerShare * SecondsPerEvaluation + SetupSeconds;
        double choosing = (1 + renewals) * RenewalSeconds * pixels * pixels;
        return new StagePlan(
            size, iterations, evaluations, seconds, TimeSpan.FromSeconds(evaluations * seconds + pixels * outside + choosing));
    }

    private static Speed MeasureAt(
        PreparedNetwork network, StyleTransferOptions options, TransferPictures pictures, ImageSize size, TimeSpan? measuring)
    {
        StageClock clock = new([new ScaleStage(size, 1)]);
        long begin = Stopwatch.GetTimestamp();
        using TransferStage stage = new(network, options, pictures, size, () => Resampler.Resize(pictures.Content, size), clock);
        double setup = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        // Compiles kernels and touches memory.
        stage.Step(1);
        if (measuring is not TimeSpan atLeast || clock.EvaluationTime > s_mostForFirstEvaluation)
            return new Speed(size, clock.SecondsPerEvaluation, 0);
        List<(double Evaluation, double Outside)> steps = [];
        begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < MostSteps && !stage.IsDone && GoesOn(i, Stopwatch.GetElapsedTime(begin), atLeast); i++)
            steps.Add(TimeStep(stage, clock, iteration: i + 2));
        double Setup(double seconds) => GrowingSetup(
            setup, seconds, size, pictures.Styles.Select(style => options.StyleSizeAt(style, size)));
        if (steps.Count == 0)
            return new Speed(size, clock.SecondsPerEvaluation, 0, SetupSeconds: Setup(clock.SecondsPerEvaluation));
        // The later half is what the run will be like; its median forgets what other processes did in between.
        List<(double Evaluation, double Outside)> later = steps[(steps.Count / 2)..];
        double evaluation = Median(later.Select(step => step.Evaluation));
        return new Speed(
            size, evaluation, Median(later.Select(step => step.Outside)) / evaluation, SetupSeconds: Setup(evaluation),
            RenewalSeconds: options.Renewals(int.MaxValue) == 0 ? 0 : TimeRenewal(stage, clock, options.Preset.MatchEvery, evaluation));
    }

    /// <summary>What a step that chooses anew takes beyond its evaluations.</summary>
    private static double TimeRenewal(TransferStage stage, StageClock clock, int every, double evaluation)
    {
        TimeSpan inside = clock.EvaluationTime;
        int evaluations = clock.Evaluations;
        stage.Step(every + 1);
        return Math.Max(0, (clock.EvaluationTime - inside).TotalSeconds - (clock.Evaluations - evaluations) * evaluation);
    }

    /// <summary>Whether another step is timed after some: one always, <see cref="LeastSteps"/> unless they take long, more if
    /// asked.</summary>
    private static bool GoesOn(int steps, TimeSpan spent, TimeSpan measuring) =>
        steps == 0 || (steps < LeastSteps && spent < s_patience) || spent < measuring;

    private static (double Evaluation, double Outside) TimeStep(TransferStage stage, StageClock clock, int iteration)
    {
        TimeSpan inside = clock.EvaluationTime;
        int evaluations = clock.Evaluations;
        long begin = Stopwatch.GetTimestamp();
        stage.Step(iteration);
        double all = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        double evaluating = (clock.EvaluationTime - inside).TotalSeconds;
        return (evaluating / Math.Max(1, clock.Evaluations - evaluations), all - evaluating);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
