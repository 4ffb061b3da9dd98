using System.CommandLine;
using System.Runtime.InteropServices;
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
        RgbImage content = ImageFile.Read(parsed.GetValue(line.Content)!);
        RgbImage style = ImageFile.Read(parsed.GetValue(line.Style)!);
        RgbImage? init = options.Init == InitKind.Picture ? ImageFile.Read(parsed.GetValue(line.Init)!) : null;
        using IBackend backend = line.Backend.Create(parsed);
        StyleTransferRunner runner = new(backend, weights, options);
        using CancellationTokenSource interrupt = new();
        using PosixSignalRegistration onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using ProgressDisplay display = ProgressDisplay.Create(Console.Out, Console.IsOutputRedirected);
        display.Begin(backend, choice, content.Size.WithLongSide(options.Size), options);
        TransferResult result = runner.Run(content, style, init, progress =>
        {
            display.Show(progress);
            if (saveEvery > 0 && progress.TotalIteration % saveEvery == 0)
                ImageFile.Write(SnapshotPath(output, progress.TotalIteration), progress.Picture());
        }, interrupt.Token);
        ImageFile.Write(output, result.Picture);
        display.End(result, output);
        return result.Ending == TransferEnding.Interrupted ? ExitCodes.Interrupted : ExitCodes.Success;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            interrupt.Cancel();
        }
    }

    /// <summary>out.png becomes out-0050.png.</summary>
    private static string SnapshotPath(string output, int iteration) => Path.Combine(
        Path.GetDirectoryName(output) ?? "",
        $"{Path.GetFileNameWithoutExtension(output)}-{iteration:0000}{Path.GetExtension(output)}");
}
