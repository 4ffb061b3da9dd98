using System.Text.Json.Serialization;
using IlgpuStyle.Losses;
using IlgpuStyle.Optimization;

namespace IlgpuStyle.Transfer;

/// <summary>Where a run stands after an optimiser step: what terminals, logs, pages and other programs are told, as it is.</summary>
public record StepRecord : RunEvent
{
    /// <summary>The step without what can be had only while its run waits.</summary>
    public StepRecord Bare() => GetType() == typeof(StepRecord) ? this : new StepRecord(this);

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

    /// <summary>Evaluations of loss and gradient in the whole run.</summary>
    public required int Evaluations { get; init; }

    /// <summary>Loss of the current picture; before a stage's first step that of the stage before.</summary>
    public required double Loss { get; init; }

    /// <summary>
    /// The terms at the last evaluation (the current picture's, unless a line search looked further last).
    /// </summary>
    [JsonConverter(typeof(LossReportJson))]
    public required LossReport Terms { get; init; }

    /// <summary>2-norm of the gradient.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Step length or learning rate; 0 if the picture did not move.</summary>
    public required double StepLength { get; init; }

    /// <summary>How the step went.</summary>
    public required OptimizerStatus Status { get; init; }

    /// <summary>Memory that the backend holds now, in bytes.</summary>
    [JsonPropertyName("memory")]
    public required long AllocatedBytes { get; init; }

    /// <summary>Mean over this stage.</summary>
    public required double SecondsPerEvaluation { get; init; }

    /// <summary>Since the start of the run; in JSON in seconds.</summary>
    [JsonConverter(typeof(SecondsJson))]
    public required TimeSpan Elapsed { get; init; }

    /// <summary>
    /// Estimated time to the end, from this stage's speed and the pixels of the stages to come; in JSON in seconds.
    /// </summary>
    [JsonConverter(typeof(SecondsJson))]
    public required TimeSpan Remaining { get; init; }
}
