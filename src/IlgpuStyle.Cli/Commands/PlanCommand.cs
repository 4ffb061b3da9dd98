using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Devices;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle plan PHOTO PAINTING …</c>, <c>istyle plan texture STYLE …</c>: what the run with the same words would take.
/// </summary>
internal static class PlanCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Command command = Of(RunKind.Transfer, "plan");
        foreach (RunKind kind in RunKind.All.Where(kind => kind != RunKind.Transfer))
            command.Subcommands.Add(Of(kind, kind.Name));
        return command;
    }

    private static Command Of(RunKind kind, string name)
    {
        Command command = new(
            name, $"Say what '{kind.Name}' with the same words would take: time, memory by part, device. Nothing is written.");
        // All words of the run are accepted, so that it can be planned as it is.
        SettingOptions options = new(kind);
        options.AddWithConfigTo(command);
        OutputWords output = new(kind);
        output.AddTo(command, options);
        command.SetAction(parsed =>
        {
            foreach (SettingValues part in kind.Parts(output.Complete(parsed, options.Read(parsed), note: _ => { })))
                Plan(part);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Plan(SettingValues values)
    {
        WeightsChoice choice = WeightsStore.Default.Choose(values.Get(InputSettings.Weights));
        using WeightsFile weights = choice.File;
        RunRequest request = new(values, choice, TerminalRun.Announcements, isPlanned: true);
        request.RefuseIdle();
        TransferPictures pictures = request.ReadPictures();
        DeviceChoice device = DeviceChoice.Open(values, TerminalRun.Announcements);
        using IBackend backend = device.Backend;
        using TransferCache cache = new();
        RunForecast forecast = request.Forecast(backend, device.Reason, pictures, cache);
        foreach (string text in RunHeader.Lines(
            backend, choice, values, forecast.Options, ScalePlan.Stages(forecast.Options, pictures.Content.Size), forecast,
            request.PhotoSize))
            Console.Out.WriteLine(text);
    }
}
