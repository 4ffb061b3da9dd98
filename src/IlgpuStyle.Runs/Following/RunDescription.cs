using System.Text.Json;
using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Following;

/// <summary>What will run where.</summary>
/// <param name="Backend">The device.</param>
/// <param name="Weights">The network's file, and why this one.</param>
/// <param name="Options">What the run computes.</param>
/// <param name="Stages">Its sizes, coarse to fine; the last is the result's.</param>
/// <param name="Output">Path of the result.</param>
/// <param name="Recorder">How the picture is made, as far as it is known.</param>
/// <param name="Control">Stops, pauses and changes the run.</param>
/// <param name="Forecast">What it will take; null if nobody asked.</param>
internal sealed record RunDescription(
    IBackend Backend, WeightsChoice Weights, StyleTransferOptions Options, IReadOnlyList<ScaleStage> Stages, string Output,
        RunRecorder Recorder,
    RunControl Control, RunForecast? Forecast = null)
{
    /// <summary>Size of the photo's file; null where there is none, or where it is not known.</summary>
    public ImageSize? PhotoSize { get; init; }

    /// <summary>Size of the result.</summary>
    public ImageSize Size => Stages[^1].Size;

    /// <summary>The event that it begins, or goes on.</summary>
    public BeginRecord Beginning() => new()
    {
        TotalIteration = Recorder.Steps,
        Backend = Backend.Name,
        Device = Backend.Description,
        Weights = Weights.File.DisplayName,
        Preset = Options.Preset.Name,
        Output = Output,
        Width = Size.Width,
        Height = Size.Height,
        Evaluations = Forecast?.Plan.Evaluations,
        Seconds = Forecast?.Plan.Time.TotalSeconds,
        Memory = Forecast?.Plan.Memory.Parts.ToDictionary(
            part => JsonNamingPolicy.CamelCase.ConvertName($"{part.Key}"), part => part.Value),
        Record = Recorder.Record,
        Program = $"istyle {ProgramBuild.Version}, build {ProgramBuild.Id}, .NET {Environment.Version}",
        Machine = MachineDescription.Of(),
        Time = DateTime.UtcNow,
    };

    /// <summary>The event that it has ended.</summary>
    /// <param name="result">How.</param>
    /// <param name="output">The picture's path: another than <see cref="Output"/> where that was taken meanwhile.</param>
    public EndRecord Ending(TransferResult result, string output) => new()
    {
        TotalIteration = Recorder.Steps,
        Ending = result.Ending,
        InitialLoss = double.IsNaN(result.InitialLoss) ? null : result.InitialLoss,
        Loss = double.IsNaN(result.Loss) ? null : result.Loss,
        Evaluations = result.Evaluations,
        Elapsed = result.Elapsed.TotalSeconds,
        Evaluating = result.EvaluationTime.TotalSeconds,
        Memory = result.PeakBytes,
        Output = output,
        Width = result.Picture.Width,
        Height = result.Picture.Height,
    };
}
