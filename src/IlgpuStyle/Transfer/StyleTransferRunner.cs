using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Optimization;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Transfer;

/// <summary>A run from pictures to picture: stage by stage, step by step. The loop stands in <see cref="RunStage"/> and nowhere else.</summary>
public sealed class StyleTransferRunner
{
    private readonly IBackend _backend;
    private readonly WeightsFile _weights;
    private readonly StyleTransferOptions _options;
    private readonly TransferCache? _cache;

    /// <summary>Keeps what a run needs.</summary>
    /// <param name="backend">Where it runs.</param>
    /// <param name="weights">The network's file.</param>
    /// <param name="options">What it computes.</param>
    /// <param name="cache">What it shares with other runs; null if it is alone.</param>
    /// <exception cref="InputException">An option is out of range.</exception>
    public StyleTransferRunner(IBackend backend, WeightsFile weights, StyleTransferOptions options, TransferCache? cache = null)
    {
        options.Validate();
        _cache = cache;
        _backend = backend;
        _weights = weights;
        _options = options;
    }

    /// <summary>Makes the picture.</summary>
    /// <param name="pictures">What is shown, how it is painted, where it starts.</param>
    /// <param name="onProgress">Called after every step.</param>
    /// <param name="cancellation">Asks to stop after the current step; the result is then the picture so far.</param>
    /// <exception cref="InputException">A layer is missing, or the picture is too small for the network.</exception>
    public TransferResult Run(
        TransferPictures pictures, Action<TransferProgress>? onProgress = null, CancellationToken cancellation = default)
    {
        ImageSize fullSize = pictures.Content.Size.WithLongSide(_options.Size);
        List<(ImageSize Size, int Iterations)> stages = StageList.Of(_options, fullSize);
        StageClock clock = new([.. stages.Select(s => ((double)s.Size.Pixels, s.Iterations))]);
        using TransferCache own = new();
        PreparedNetwork network = (_cache ?? own).Network(_backend, _weights, _options.Preset.Layers, _options.Network);
        RgbImage picture = InitialPicture.Create(_options, pictures, stages[0].Size);
        TransferResult result = default!;
        for (int index = 0; index < stages.Count; index++)
        {
            clock.StartStage(index);
            picture = Resampler.Resize(picture, stages[index].Size, ResampleFilter.Bicubic);
            using TransferStage stage = new(network, _options, pictures, picture, clock);
            TransferEnding ending = RunStage(stage, stages, index, clock, onProgress, cancellation);
            picture = stage.Picture();
            result = new TransferResult(
                picture, stage.LastStep.Loss, stage.InitialLoss, stage.Terms, clock.Evaluations, clock.EvaluationTime, clock.Elapsed,
                _backend.PeakAllocatedBytes, ending);
            if (ending != TransferEnding.Finished)
                break;
        }

        return result with { Picture = Clamped(Resampler.Resize(picture, fullSize, ResampleFilter.Bicubic)), Elapsed = clock.Elapsed };
    }

    private static TransferEnding RunStage(
        TransferStage stage, List<(ImageSize Size, int Iterations)> stages, int index, StageClock clock,
        Action<TransferProgress>? onProgress, CancellationToken cancellation)
    {
        (ImageSize size, int iterations) = stages[index];
        int before = stages.Take(index).Sum(s => s.Iterations);
        for (int iteration = 1; iteration <= iterations; iteration++)
        {
            if (cancellation.IsCancellationRequested)
                return TransferEnding.Interrupted;
            OptimizerStep step = stage.Step();
            onProgress?.Invoke(new TransferProgress
            {
                Scale = index + 1,
                ScaleCount = stages.Count,
                Width = size.Width,
                Height = size.Height,
                Iteration = iteration,
                Iterations = iterations,
                TotalIteration = before + iteration,
                Evaluations = clock.Evaluations,
                Loss = step.Loss,
                Terms = stage.Terms,
                GradientNorm = step.GradientNorm,
                SecondsPerEvaluation = clock.SecondsPerEvaluation,
                Elapsed = clock.Elapsed,
                Remaining = clock.Remaining(iteration),
                Picture = () => Clamped(stage.Picture()),
            });
            if (step.Status == OptimizerStatus.NotFinite)
                return TransferEnding.NotFinite;
            if (step.Status is OptimizerStatus.Converged or OptimizerStatus.Stalled)
                return TransferEnding.Finished;
        }

        return TransferEnding.Finished;
    }

    private static RgbImage Clamped(RgbImage picture)
    {
        picture.Clamp();
        return picture;
    }
}
