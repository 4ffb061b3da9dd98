using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
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

    private static int Run(TransferCommandLine line, ParseResult parsed)
    {
        WeightsChoice choice = WeightsStore.Default.Choose(parsed.GetValue(line.Weights));
        using WeightsFile weights = choice.File;
        TransferRequest request = new(line, parsed, choice);
        TransferPictures pictures = request.ReadPictures();
        using IBackend backend = line.Backend.Create(parsed);
        using ProgressDisplay display = ProgressDisplay.Create(Console.Out, Console.IsOutputRedirected);
        TransferJob job = request.JobOn(pictures, backend, display);
        return job.Run().Ending == TransferEnding.Interrupted ? ExitCodes.Interrupted : ExitCodes.Success;
    }
}
