using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Backends;
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
        using IBackend backend = choice.OpenDevice(parsed);
        output.WriteLine($"backend: {backend.Description}");
        IReadOnlyList<GoldenResult> results = GoldenVerification.Run(backend, path);
        output.WriteLine($"{"",-28} {"expected",14} {"found",14} {"rel. error",11} {"allowed",9}");
        foreach (GoldenResult result in results)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Subject,-28} {result.Expected,14:g8} {result.Found,14:g8} "
                    + $"{result.RelativeError,11:0.00e-0} {result.Tolerance,9:0e-0} "
                    + $"{(result.Passed ? "ok" : "FAILED")}"));
        }

        int failed = results.Count(r => !r.Passed);
        output.WriteLine(failed == 0
            ? $"all {results.Count} values agree"
            : $"{failed} of {results.Count} values are beyond tolerance");
        return failed == 0 ? ExitCodes.Success : ExitCodes.UserError;
    }
}
