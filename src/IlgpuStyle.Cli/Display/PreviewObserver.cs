using IlgpuStyle.Runs.Following;
using IlgpuStyle.Losses;
using IlgpuStyle.Preview;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Display;

/// <summary>Shows a run on the page of a <see cref="PreviewServer"/>.</summary>
/// <param name="server">Listens already; disposed with this object.</param>
internal sealed class PreviewObserver(PreviewServer server) : IRunObserver
{
    private string _output = "";

    /// <summary>
    /// Starts the server and says where; on standard error, because standard output may be read by a program.
    /// </summary>
    /// <param name="port">0 for any.</param>
    /// <param name="control">What the page steers.</param>
    /// <exception cref="InputException">The port cannot be had.</exception>
    public static PreviewObserver Start(int port, RunControl control)
    {
        PreviewServer server = new(port, control);
        Console.Error.WriteLine($"preview: {server.Address}");
        return new PreviewObserver(server);
    }

    /// <inheritdoc/>
    public void Begin(RunDescription run)
    {
        _output = run.Output;
        LossPreset preset = run.Options.Preset;
        server.Begin(new PreviewStart(
            Path.GetFileName(run.Output), [.. RunHeader.Lines(run.Backend, run.Weights, run.Options, run.Stages, run.Forecast, run.PhotoSize)],
            run.Size.Width, run.Size.Height,
            new PreviewWeights(preset.ContentWeight, preset.StyleWeight, preset.TotalVariationWeight)));
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress) => server.Show(progress);

    /// <inheritdoc/>
    public void Tell(TransferEvent happening) => server.Tell(happening);

    /// <inheritdoc/>
    public void End(TransferResult result) => server.End(
        result.Picture, $"{(result.Ending == TransferEnding.Finished ? "finished" : "stopped")}: wrote "
            + $"{Path.GetFileName(_output)}.");

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();
}
