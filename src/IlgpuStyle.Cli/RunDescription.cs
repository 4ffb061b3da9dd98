using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli;

/// <summary>What will run where.</summary>
/// <param name="Backend">The device.</param>
/// <param name="Weights">The network's file, and why this one.</param>
/// <param name="Options">What the run computes.</param>
/// <param name="Content">Size of the content picture.</param>
/// <param name="Output">Path of the result.</param>
/// <param name="Control">Stops, pauses and changes the run.</param>
/// <param name="Forecast">What it will take; null if nobody asked.</param>
internal sealed record RunDescription(
    IBackend Backend, WeightsChoice Weights, StyleTransferOptions Options, ImageSize Content, string Output, RunControl Control,
    RunForecast? Forecast = null)
{
    /// <summary>Size of the result.</summary>
    public ImageSize Size { get; } = ScalePlan.FullSize(Options, Content);
}
