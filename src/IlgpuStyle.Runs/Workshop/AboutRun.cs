using System.Text.Json;
using System.Text.Json.Nodes;
using IlgpuStyle.Runs.Records;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// What a workshop keeps of a run besides what every run folder holds: <c>about.json</c> in the folder. A run folder without it, made on
/// the command line, is as welcome.
/// </summary>
internal sealed record AboutRun
{
    /// <summary>The file's name.</summary>
    public const string FileName = "about.json";

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>When it was asked for, UTC.</summary>
    public required DateTime Created { get; init; }

    /// <summary>The run that it goes on from, by its folder's name; null if none.</summary>
    public string? Parent { get; init; }

    /// <summary>"transfer", "texture", "reconstruct".</summary>
    public required string Kind { get; init; }

    /// <summary>The settings as a job file has them, for a run that has not begun.</summary>
    public required JsonObject Settings { get; init; }

    /// <summary>Why it could not be painted; null if nothing went wrong.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether it is in the queue, or was when the workshop ended.</summary>
    public bool IsWanted { get; init; }

    /// <summary>Reads it; null if the folder has none, or a damaged one.</summary>
    public static AboutRun? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<AboutRun>(RegularFile.ReadText(Path.Combine(folder, FileName)), RunJson.Options);
        }
        catch (Exception e) when (FileFailure.IsOne(e) || e is JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="InputException">The disk does not allow it; what was there before stays.</exception>
    public void Write(string folder)
    {
        string path = Path.Combine(folder, FileName);
        FileFailure.Explain(
            $"cannot write '{path}'",
            () => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, RunJson.Options)));
    }
}
