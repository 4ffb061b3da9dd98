using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Runs;
using IlgpuStyle.Verification;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle verify FILE</c>: losses and gradients against a golden file.</summary>
internal static class VerifyCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> file = new("FILE")
        {
            Description = "A golden safetensors file: weights, pictures, and the losses and "
                + "gradients that must come out.",
        };
        SettingOptions backend = SettingOptions.Device;
        Command command = new("verify", "Compare activations, losses and gradients with a golden file; "
            + "exits 1 beyond tolerance.") { file };
        backend.AddTo(command);
        command.SetAction(parsed => Run(backend, parsed, parsed.GetValue(file)!, Console.Out));
        return command;
    }

    private static int Run(SettingOptions choice, ParseResult parsed, string path, TextWriter output)
    {
        using IBackend backend = choice.OpenDevice(parsed, TerminalRun.Announcements);
        output.WriteLine($"backend: {backend.Description}");
        IReadOnlyList<Comparison> results = GoldenVerification.Run(backend, path);
        ComparisonTable table = new(output);
        table.Head();
        foreach (Comparison result in results)
            table.Add(result);
        return table.Sum() ? ExitCodes.Success : ExitCodes.UserError;
    }
}
