using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace IlgpuStyle.Runs.Batches;

/// <summary>One line of a batch's results file.</summary>
internal sealed record PictureReport
{
    /// <summary>Path of the result.</summary>
    public required string Output { get; init; }

    /// <summary>What became of it.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<PictureOutcome>))]
    public required PictureOutcome Outcome { get; init; }

    /// <summary>Where the job was asked for.</summary>
    public required string Origin { get; init; }

    /// <summary>The job's settings.</summary>
    public required JsonObject Settings { get; init; }

    /// <summary>The content key; null if the job failed before it was known.</summary>
    public string? Key { get; init; }

    /// <summary>Why it failed; null if it did not.</summary>
    public string? Error { get; init; }

    /// <summary>Loss at the end; null where nothing was computed.</summary>
    public double? Loss { get; init; }

    /// <summary>Loss at the start of the last stage; null where nothing was computed.</summary>
    public double? InitialLoss { get; init; }

    /// <summary>Evaluations of loss and gradient.</summary>
    public int Evaluations { get; init; }

    /// <summary>Time of the run in seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>The shard that made it, such as 1/2.</summary>
    public required string Shard { get; init; }
}
