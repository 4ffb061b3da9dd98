using System.Text.Json.Nodes;

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
}
