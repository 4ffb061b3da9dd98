using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>How far a run is, in short.</summary>
/// <param name="Done">Share of its time that has passed, 0 to 1.</param>
/// <param name="Remaining">Estimated seconds to the end.</param>
/// <param name="Elapsed">Seconds since it began.</param>
/// <param name="Step">Steps done in the whole run.</param>
/// <param name="Scale">Stage, from 1.</param>
/// <param name="Scales">Number of stages.</param>
/// <param name="Width">Width of this stage in pixels.</param>
/// <param name="Height">Height of this stage in pixels.</param>
internal sealed record RunProgress(
    double Done, double Remaining, double Elapsed, int Step, int Scale, int Scales, int Width, int Height)
{
    /// <summary>Where a step has brought its run.</summary>
    public static RunProgress Of(StepRecord step)
    {
        double elapsed = step.Elapsed.TotalSeconds, remaining = step.Remaining.TotalSeconds;
        double done = elapsed + remaining > 0 ? elapsed / (elapsed + remaining) : 0;
        return new RunProgress(
            done, remaining, elapsed, step.TotalIteration, step.Scale, step.ScaleCount, step.Width, step.Height);
    }
}
