using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle transfer PHOTO PAINTING -o OUT</c>.</summary>
internal static class TransferCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        TransferCommandLine line = new();
        WatchChoice watch = new();
        Command command = new("transfer", "Paint PHOTO in the style of PAINTING.");
        line.AddTo(command);
        watch.AddTo(command);
        command.SetAction(parsed => Run(line, watch, parsed));
        return command;
    }

    private static int Run(TransferCommandLine line, WatchChoice watch, ParseResult parsed)
    {
        using IRunObserver display = watch.Display(parsed, Console.Out, WatchChoice.IsTerminal);
        WeightsChoice choice = WeightsStore.Default.Choose(parsed.GetValue(line.Weights));
        using WeightsFile weights = choice.File;
        TransferRequest request = new(line, parsed, choice);
        int? port = watch.PreviewPort(parsed);
        TransferPictures pictures = request.ReadPictures();
        using IBackend backend = line.Backend.Create(parsed);
        using TransferCache cache = new();
        RunForecast forecast = RunForecast.Make(
            backend, line.Backend.Reason, weights, request.Options, pictures, request.MemoryLimit, cache);
        RunControl control = new();
        using PreviewObserver? preview = port is int wanted ? PreviewObserver.Start(wanted, control) : null;
        TransferJob job = request.JobOn(pictures, backend, display, cache, forecast) with { Control = control };
        if (preview is not null)
            job = job with { Observers = [.. job.Observers, preview] };
        return job.Run().Ending == TransferEnding.Interrupted ? ExitCodes.Interrupted : ExitCodes.Success;
    }
}
