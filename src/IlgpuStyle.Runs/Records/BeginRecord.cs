using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Records;

/// <summary>A run begins, or goes on.</summary>
internal sealed record BeginRecord : RunEvent
{
    /// <summary>The backend's name.</summary>
    public required string Backend { get; init; }

    /// <summary>The device in full.</summary>
    public required string Device { get; init; }

    /// <summary>The network's file.</summary>
    public required string Weights { get; init; }

    /// <summary>The loss formula.</summary>
    public required string Preset { get; init; }

    /// <summary>Path of the result.</summary>
    public required string Output { get; init; }

    /// <summary>Width of the result in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the result in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Evaluations planned; null if nobody planned.</summary>
    public int? Evaluations { get; init; }

    /// <summary>Seconds planned.</summary>
    public double? Seconds { get; init; }

    /// <summary>Bytes planned, by part.</summary>
    public IReadOnlyDictionary<string, long>? Memory { get; init; }

    /// <summary>The settings.</summary>
    public RunRecord? Record { get; init; }

    /// <summary>The program with its parts.</summary>
    public string? Program { get; init; }

    /// <summary>The machine.</summary>
    public string? Machine { get; init; }

    /// <summary>The time of day, UTC.</summary>
    public DateTime? Time { get; init; }
}
