using System.CommandLine;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle weights …</c>: everything about weight files.</summary>
internal static class WeightsCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new("weights", "List, download, convert and check weight files.")
    {
        List(), Info(), WeightsGetCommand.Create(), WeightsConvertCommand.Create(),
        WeightsMeasureCommands.Check(), WeightsMeasureCommands.Normalize(),
    };

    /// <summary>The weights that a command reads.</summary>
    public static Argument<string> FileArgument()
    {
        Argument<string> file = new("FILE") { Description = "A safetensors file, or a name of 'weights list'." };
        SettingOptions.Complete(file, InputSettings.Weights);
        return file;
    }

    private static Command List()
    {
        Command command = new(
            "list", "Show the known weights, what is installed and where, and the embedded network.");
        command.SetAction(_ => Print(WeightsReport.List(WeightsRegistry.Default, WeightsStore.Default)));
        return command;
    }

    private static Command Info()
    {
        Argument<string> file = FileArgument();
        Command command = new(
            "info", "Print architecture, layers, shapes, family, preprocessing and hash.")
        {
            file,
        };
        command.SetAction(parsed =>
        {
            using WeightsFile weights = WeightsStore.Default.Choose(parsed.GetValue(file)).File;
            return Print(WeightsReport.Describe(weights));
        });
        return command;
    }

    private static int Print(IEnumerable<string> lines)
    {
        foreach (string line in lines)
            Console.Out.WriteLine(line);
        return ExitCodes.Success;
    }
}
