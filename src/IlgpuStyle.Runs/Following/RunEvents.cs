using System.Text.Json;
using IlgpuStyle.Planning;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Following;

/// <summary>Makes the first and the last of a run's events; those between come from the run as they are.</summary>
internal static class RunEvents
{
    /// <summary>The run begins, or goes on.</summary>
    public static BeginRecord Begin(RunDescription run)
    {
        RunPlan? plan = run.Forecast?.Plan;
        return new BeginRecord
        {
            TotalIteration = run.Recorder.Steps,
            Backend = run.Backend.Name,
            Device = run.Backend.Description,
            Weights = run.Weights.File.DisplayName,
            Preset = run.Options.Preset.Name,
            Output = run.Output,
            Width = run.Size.Width,
            Height = run.Size.Height,
            Evaluations = plan?.Evaluations,
            Seconds = plan?.Time.TotalSeconds,
            Memory = plan?.Memory.Parts.ToDictionary(
                part => JsonNamingPolicy.CamelCase.ConvertName($"{part.Key}"), part => part.Value),
            Record = run.Recorder.Record,
            Program = $"istyle {ProgramBuild.Version}, build {ProgramBuild.Id}, .NET {Environment.Version}",
            Machine = MachineDescription.Of(),
            Time = DateTime.UtcNow,
        };
    }

    /// <summary>The run has ended.</summary>
    public static EndRecord End(RunDescription run, TransferResult result, string output) =>
        EndRecord.Of(result, run.Recorder.Steps, output);
}
