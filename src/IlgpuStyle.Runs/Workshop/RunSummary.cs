using System.Globalization;
using System.Text.Json.Nodes;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>A run as others see it.</summary>
internal sealed record RunSummary
{
    /// <summary>Its name in requests.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>"transfer", "texture", "reconstruct".</summary>
    public required string Kind { get; init; }

    /// <summary>What has become of it.</summary>
    public required RunState State { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>The name of its look, or of another formula; null if it is not known yet.</summary>
    public string? Look { get; init; }

    /// <summary>Width of the picture in pixels; 0 before it is known.</summary>
    public int Width { get; init; }

    /// <summary>Height of the picture in pixels; 0 before it is known.</summary>
    public int Height { get; init; }

    /// <summary>The photo's id; null for runs without one.</summary>
    public string? Photo { get; init; }

    /// <summary>The paintings.</summary>
    public IReadOnlyList<WeighedPicture> Paintings { get; init; } = [];

    /// <summary>As a wish has them.</summary>
    public JsonObject Settings { get; init; } = [];

    /// <summary>The command that paints the same.</summary>
    public string Command { get; init; } = "";

    /// <summary>Number of the present picture, another one whenever the picture is another; null before the first.</summary>
    public long? Picture { get; init; }

    /// <summary>How far it is; null while it is not being painted.</summary>
    public RunProgress? Progress { get; init; }

    /// <summary>Weights of the loss as last asked for; null while it is not being painted.</summary>
    public RunWeights? Weights { get; init; }

    /// <summary>Weights of the loss as it began; null while it is not being painted.</summary>
    public RunWeights? StartWeights { get; init; }

    /// <summary>A sentence for people; empty if there is nothing to say.</summary>
    public string Message { get; init; } = "";

    /// <summary>The run that it goes on from; null if none.</summary>
    public string? Parent { get; init; }

    /// <summary>Whether it can go on.</summary>
    public bool CanResume { get; init; }

    /// <summary>Whether it was being painted, or waiting, when the workshop ended.</summary>
    public bool IsLeftOver { get; init; }

    /// <summary>Whether there is a report.</summary>
    public bool HasReport { get; init; }

    /// <summary>Whether there is a film.</summary>
    public bool HasFilm { get; init; }

    /// <summary>Seconds that it took; null while it is not done.</summary>
    public double? Seconds { get; init; }

    /// <summary>A run folder, or a run under way, as others see it.</summary>
    /// <param name="run">Its folder.</param>
    /// <param name="live">The run while it waits or is being painted; null otherwise.</param>
    /// <param name="isPresent">Whether it is being painted.</param>
    /// <param name="settings">Writes settings.</param>
    public static RunSummary Of(KeptRun run, LiveRun? live, bool isPresent, WishSettings settings)
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
            Paintings = PaintingsOf(run, settings),
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

    private static IReadOnlyList<WeighedPicture> PaintingsOf(KeptRun run, WishSettings settings) => run.Values.Kind == RunKind.Transfer
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
