using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle plan PHOTO PAINTING …</c>: what <c>transfer</c> with the same words would take.
/// </summary>
internal static class PlanCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        TransferCommandLine line = new();
        line.Output.Required = false;
        Command command = new(
            "plan",
            "Say what 'transfer' with the same words would take: time, memory by part, "
                + "device. Nothing is written.");
        line.AddTo(command);
        // Accepted so that a transfer's words can be planned as they are; a plan does not depend on them.
        line.Watch.AddTo(command);
        command.SetAction(parsed => Run(line, parsed, Console.Out));
        return command;
    }

    private static int Run(TransferCommandLine line, ParseResult parsed, TextWriter output)
    {
        WeightsChoice choice = WeightsStore.Default.Choose(parsed.GetValue(line.Weights));
        using WeightsFile weights = choice.File;
        StyleTransferOptions options = line.Options(parsed, weights);
        options.Validate();
        IdleOptions.Refuse(parsed, options, line.PaintingCount(parsed), weights.Metadata);
        long? limit = line.Memory.LimitOf(parsed);
        TransferPictures pictures = line.Pictures(parsed);
        using IBackend backend = line.Backend.Create(parsed);
        using TransferCache cache = new();
        RunForecast forecast = RunForecast.Make(
            backend, line.Backend.Reason, weights, options, pictures, limit, cache);
        foreach (string text in RunHeader.Lines(backend, choice, forecast.Options, pictures.Content.Size, forecast))
            output.WriteLine(text);
        return ExitCodes.Success;
    }
}
