using System.Text.Json.Serialization;
using IlgpuStyle.Imaging;
using IlgpuStyle.State;

namespace IlgpuStyle.Transfer;

/// <summary>A step while its run waits: the picture and the whole state can be had too.</summary>
internal sealed record TransferProgress : StepRecord
{
    private readonly IRunState? _state;

    /// <summary>Fetches the current picture, clamped to [0, 1]; only valid during the callback.</summary>
    [JsonIgnore]
    public required Func<RgbImage> Picture { get; init; }

    /// <summary>
    /// The whole run, ready for <see cref="Checkpoint.Write"/>; only valid during the callback.
    /// </summary>
    [JsonIgnore]
    internal IRunState State
    {
        get => _state ?? throw new InvalidOperationException("no run made this step");
        init => _state = value;
    }
}
