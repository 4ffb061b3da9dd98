using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Runs;
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
        Command command = new("transfer", "Paint PHOTO in the style of PAINTING.");
        line.AddTo(command);
        line.Watch.AddTo(command);
        command.SetAction(parsed => Run(line, parsed, line.Watch, parsed));
        return command;
    }

    /// <summary>Runs a recorded command line again.</summary>
    /// <param name="arguments">The arguments after <c>transfer</c>.</param>
    /// <param name="start">The run that they come from.</param>
    /// <param name="watch">How it is watched.</param>
    /// <param name="watchWords">What the user typed of that.</param>
    /// <exception cref="InputException">
    /// They mean nothing to this program, or something the user can mend.
    /// </exception>
    public static int Again(
        IReadOnlyList<string> arguments, RunStart start, WatchChoice watch, ParseResult watchWords)
    {
        TransferCommandLine line = new();
        Command command = new("transfer");
        line.AddTo(command);
        ParseResult parsed = command.Parse([.. arguments]);
        if (parsed.Errors.Count > 0)
            throw new InputException(
                $"the recorded settings mean nothing to this version: {parsed.Errors[0].Message}");
        return Run(line, parsed, watch, watchWords, start);
    }

    private static int Run(
        TransferCommandLine line, ParseResult parsed, WatchChoice watch, ParseResult watchWords, RunStart? start = null)
    {
        using IRunObserver display = watch.Display(watchWords, Console.Out, WatchChoice.IsTerminal);
        WeightsChoice choice = WeightsStore.Default.Choose(parsed.GetValue(line.Weights));
        using WeightsFile weights = choice.File;
        TransferRequest request = new(line, parsed, choice);
        if (start is null)
            IdleOptions.Refuse(parsed, request.Options, line.PaintingCount(parsed), weights.Metadata);
        int? port = watch.PreviewPort(watchWords);
        TransferPictures pictures = request.ReadPictures();
        using IBackend backend = line.Backend.Create(parsed);
        using TransferCache cache = new();
        RunForecast forecast = RunForecast.Make(
            backend, line.Backend.Reason, weights, request.Options, pictures, request.MemoryLimit, cache);
        RunControl control = new();
        using PreviewObserver? preview = port is int wanted ? PreviewObserver.Start(wanted, control) : null;
        TransferJob job = request.JobOn(pictures, backend, display, cache, forecast, start) with { Control = control };
        if (preview is not null)
            job = job with { Observers = [.. job.Observers, preview] };
        return job.Run().Ending == TransferEnding.Interrupted ? ExitCodes.Interrupted : ExitCodes.Success;
    }
}
