using System.Globalization;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>Makes of run folders, and of runs under way, what others see.</summary>
/// <param name="settings">Writes settings.</param>
internal sealed class RunSummaries(WishSettings settings)
{
    /// <summary>A run as others see it.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="live">The run while it waits or is being painted; null otherwise.</param>
    /// <param name="isPresent">Whether it is being painted.</param>
    public RunSummary Of(KeptRun run, LiveRun? live, bool isPresent)
    {
        RunState state = live is null ? run.State : isPresent ? live.State : RunState.Queued;
        (int width, int height) = live?.Description is { } description ? (description.Size.Width, description.Size.Height)
            : run.End is { } end ? (end.Width, end.Height)
            : (run.Begin?.Width ?? 0, run.Begin?.Height ?? 0);
        return new RunSummary
        {
            Id = run.Id,
            Title = run.Title,
            Kind = run.Values.Kind.Name,
            State = state,
            Created = run.Created,
            Look = run.Begin?.Preset ?? run.Values.Get(LookSettings.Preset)?.Name,
            Width = width,
            Height = height,
            Photo = run.Values.Kind == RunKind.Transfer && run.Values.Get(InputSettings.Photo) is { } photo
                ? settings.IdOf(InputSettings.Photo, photo, run.Inputs)
                : null,
            Paintings = PaintingsOf(run),
            Settings = settings.Write(run.Values, run.Inputs),
            Command = CommandOf(run),
            Picture = live?.PictureVersion ?? PictureOf(run),
            Progress = isPresent ? live?.Progress : null,
            Weights = isPresent ? live?.Weights : null,
            StartWeights = isPresent ? live?.StartWeights : null,
            Message = live?.Message ?? MessageOf(run, state),
            Parent = run.About?.Parent,
            CanResume = live is null && state is RunState.Stopped or RunState.Failed,
            IsLeftOver = live is null && state == RunState.Stopped && run.About?.IsWanted == true,
            HasReport = live is null && run.Report is not null,
            HasFilm = live is null && run.Film is not null,
            Seconds = run.End?.Elapsed,
        };
    }

    private IReadOnlyList<WeighedPicture> PaintingsOf(KeptRun run) => run.Values.Kind == RunKind.Transfer
        ? [.. run.Values.Get(InputSettings.Painting, [])!.Select(painting => new WeighedPicture(
            settings.IdOf(InputSettings.Painting, painting.Path, run.Inputs), painting.Weight))]
        : [];

    private static string CommandOf(KeptRun run) =>
        (run.Begin?.Record?.Run ?? new RunSpec(run.Values.Only(SettingEffect.Picture, SettingEffect.Rounding), [], ""))
            .CommandLine(Path.GetFileName(run.Output));

    // Changes whenever the file does; a browser's numbers hold it.
    private static long? PictureOf(KeptRun run) =>
        run.HasPicture ? new DateTimeOffset(File.GetLastWriteTimeUtc(run.Output)).ToUnixTimeMilliseconds() : null;

    private static string MessageOf(KeptRun run, RunState state) => state switch
    {
        RunState.Failed => run.About!.Failure!,
        RunState.Stopped when run.HasCheckpoint && run.End is { TotalIteration: 1 } =>
            "Stopped after a step and kept; it can go on where it was.",
        RunState.Stopped when run.HasCheckpoint && run.End is { } end =>
            string.Create(CultureInfo.InvariantCulture, $"Stopped after {end.TotalIteration} steps and kept; it can go on where it was."),
        RunState.Stopped when run.HasCheckpoint => "It was interrupted; it can go on where its last checkpoint is.",
        RunState.Stopped => "It was waiting when the studio ended.",
        _ => "",
    };
}
