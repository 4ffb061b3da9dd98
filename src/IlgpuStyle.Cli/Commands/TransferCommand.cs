using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
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
        command.SetAction(parsed => Run(line, parsed));
        return command;
    }

    /// <summary>Runs a recorded command line again.</summary>
    /// <param name="arguments">The arguments after <c>transfer</c>.</param>
    /// <param name="start">The run that they come from.</param>
    /// <exception cref="InputException">They mean nothing to this program, or something the user can mend.</exception>
    public static int Again(IReadOnlyList<string> arguments, RunStart start)
    {
        TransferCommandLine line = new();
        Command command = new("transfer");
        line.AddTo(command);
        ParseResult parsed = command.Parse([.. arguments]);
        if (parsed.Errors.Count > 0)
            throw new InputException($"the recorded settings mean nothing to this version: {parsed.Errors[0].Message}");
        return Run(line, parsed, start);
    }

    private static int Run(TransferCommandLine line, ParseResult parsed, RunStart? start = null)
    {
        WeightsChoice choice = WeightsStore.Default.Choose(parsed.GetValue(line.Weights));
        using WeightsFile weights = choice.File;
        TransferRequest request = new(line, parsed, choice);
        TransferPictures pictures = request.ReadPictures();
        using IBackend backend = line.Backend.Create(parsed);
        using ProgressDisplay display = ProgressDisplay.Create(Console.Out, Console.IsOutputRedirected);
        TransferJob job = request.JobOn(pictures, backend, display, start: start);
        return job.Run().Ending == TransferEnding.Interrupted ? ExitCodes.Interrupted : ExitCodes.Success;
    }
}
