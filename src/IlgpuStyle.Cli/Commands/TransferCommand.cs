using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Imaging;
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
        StyleTransferOptions options = line.Options(parsed, weights.Metadata.Architecture);
        options.Validate();
        string output = parsed.GetValue(line.Output)!;
        int saveEvery = parsed.GetValue(line.SaveEvery);
        if (saveEvery < 0)
            throw new InputException($"--save-every {saveEvery}: expected 0 (never) or a number of iterations.");
        ImageFile.CheckWritable(output);
        TransferPictures pictures = line.Pictures(parsed);
        using IBackend backend = line.Backend.Create(parsed);
        using ProgressDisplay display = ProgressDisplay.Create(Console.Out, Console.IsOutputRedirected);
        List<IRunObserver> observers = [display];
        if (saveEvery > 0)
            observers.Add(new SnapshotWriter(saveEvery));
        TransferJob job = new()
        {
            Backend = backend,
            Weights = choice,
            Options = options,
            Pictures = pictures,
            Output = output,
            Observers = observers,
        };
        return job.Run().Ending == TransferEnding.Interrupted ? ExitCodes.Interrupted : ExitCodes.Success;
    }
}
