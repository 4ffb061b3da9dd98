using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Optimization;
using IlgpuStyle.State;

namespace IlgpuStyle.Transfer;

/// <summary>Where a run stands after an optimiser step.</summary>
public sealed record TransferProgress
{
    /// <summary>Stage, from 1.</summary>
    public required int Scale { get; init; }

    /// <summary>Number of stages.</summary>
    public required int ScaleCount { get; init; }

    /// <summary>Width of this stage in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of this stage in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Steps done in this stage.</summary>
    public required int Iteration { get; init; }

    /// <summary>Steps this stage will have.</summary>
    public required int Iterations { get; init; }

    /// <summary>Steps done in the whole run.</summary>
    public required int TotalIteration { get; init; }

    /// <summary>Evaluations of loss and gradient in the whole run.</summary>
    public required int Evaluations { get; init; }

    /// <summary>Loss of the current picture.</summary>
    public required double Loss { get; init; }

    /// <summary>
    /// The terms at the last evaluation (the current picture's, unless a line search looked further last).
    /// </summary>
    public required LossReport Terms { get; init; }

    /// <summary>2-norm of the gradient.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Step length or learning rate; 0 if the picture did not move.</summary>
    public required double StepLength { get; init; }

    /// <summary>How the step went.</summary>
    public required OptimizerStatus Status { get; init; }

    /// <summary>Memory that the backend holds now.</summary>
    public required long AllocatedBytes { get; init; }

    /// <summary>Mean over this stage.</summary>
    public required double SecondsPerEvaluation { get; init; }

    /// <summary>Since the start of the run.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>
    /// Estimated time to the end, from this stage's speed and the pixels of the stages to come.
    /// </summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>Fetches the current picture, clamped to [0, 1]; only valid during the callback.</summary>
    public required Func<RgbImage> Picture { get; init; }

    /// <summary>
    /// The whole run, ready for <see cref="Checkpoint.Write"/>; only valid during the callback.
    /// </summary>
    public required IRunState State { get; init; }
}
