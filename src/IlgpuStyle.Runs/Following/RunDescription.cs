using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Following;

/// <summary>What will run where.</summary>
/// <param name="Backend">The device.</param>
/// <param name="Weights">The network's file, and why this one.</param>
/// <param name="Options">What the run computes.</param>
/// <param name="Stages">Its sizes, coarse to fine; the last is the result's.</param>
/// <param name="Output">Path of the result.</param>
/// <param name="Recorder">How the picture is made, as far as it is known.</param>
/// <param name="Control">Stops, pauses and changes the run.</param>
/// <param name="Forecast">What it will take; null if nobody asked.</param>
internal sealed record RunDescription(
    IBackend Backend, WeightsChoice Weights, StyleTransferOptions Options, IReadOnlyList<ScaleStage> Stages, string Output,
        RunRecorder Recorder,
    RunControl Control, RunForecast? Forecast = null)
{
    /// <summary>Size of the photo's file; null where there is none, or where it is not known.</summary>
    public ImageSize? PhotoSize { get; init; }

    /// <summary>Size of the result.</summary>
    public ImageSize Size => Stages[^1].Size;
}
