using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Records;

/// <summary>A run has ended and its picture is written.</summary>
internal sealed record EndRecord : RunEvent
{
    /// <summary>Why.</summary>
    public required TransferEnding Ending { get; init; }

    /// <summary>Loss of the last stage's first picture; none if the run was stopped before its first step.</summary>
    public double? InitialLoss { get; init; }

    /// <summary>Loss of the result, at the size of the last stage; none if the run was stopped before its first step.</summary>
    public double? Loss { get; init; }

    /// <summary>Evaluations of loss and gradient.</summary>
    public required int Evaluations { get; init; }

    /// <summary>Seconds of the whole run.</summary>
    public required double Elapsed { get; init; }

    /// <summary>Seconds in evaluations.</summary>
    public required double Evaluating { get; init; }

    /// <summary>The most memory that the backend held, in bytes.</summary>
    public required long Memory { get; init; }

    /// <summary>Path of the result.</summary>
    public required string Output { get; init; }

    /// <summary>Its width in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Its height in pixels.</summary>
    public required int Height { get; init; }
}
