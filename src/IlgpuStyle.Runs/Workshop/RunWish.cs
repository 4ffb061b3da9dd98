using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// What somebody asks to be painted, as it comes in JSON: either settings, or a picture to go on from with a variation, a factor, or some
/// other settings. A name that it does not know is refused, never ignored.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RunWish
{
    /// <summary>"transfer" (if null), "texture", "reconstruct".</summary>
    public string? Kind { get; init; }

    /// <summary>
    /// As a job file has them, with the ids of pictures in place of paths, or <c>run:ID</c> for the picture of a run.
    /// </summary>
    public JsonObject? Settings { get; init; }

    /// <summary>What it is to be called.</summary>
    public string? Title { get; init; }

    /// <summary>Whether it is filmed.</summary>
    public bool Film { get; init; }

    /// <summary>The run whose picture it goes on from.</summary>
    public string? From { get; init; }

    /// <summary>The name of a variation of that picture.</summary>
    public string? Variation { get; init; }

    /// <summary>How many times as large it becomes, above 1.</summary>
    public double? Factor { get; init; }
}
