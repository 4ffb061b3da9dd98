using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Losses;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Verification;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle gradcheck</c>: the backward pass against finite differences of the whole objective.
/// </summary>
internal static class GradientCheckCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> preset = new("--preset")
        {
            HelpName = "NAME",
            Description = "Loss formula.",
            DefaultValueFactory = _ => LossPresets.Relative.Name,
        };
        Option<string?> weights = new("--weights")
        {
            HelpName = "FILE|NAME",
            Description = "A safetensors file; without it the embedded network.",
        };
        Option<int> size = new("--size")
        {
            Description = "Side of the made-up picture in pixels.",
            DefaultValueFactory = _ => GradientCheck.DefaultSize,
        };
        SettingOptions.Complete(weights, InputSettings.Weights);
        SettingOptions.Complete(preset, LookSettings.Preset);
        SettingOptions backend = SettingOptions.Device;
        Command command = new(
            "gradcheck", "Check directional derivatives by finite differences; exits 1 beyond tolerance.")
        {
            preset, weights, size,
        };
        backend.AddTo(command);
        command.SetAction(parsed => Run(
            backend, parsed, LossPresets.ByName(parsed.GetValue(preset)!), parsed.GetValue(weights),
            parsed.GetValue(size), Console.Out));
        return command;
    }

    private static int Run(
        SettingOptions choice, ParseResult parsed, LossPreset preset, string? weightsPath, int size,
        TextWriter output)
    {
        if (size is < 16 or > 1024)
            throw new InputException($"size {size}: expected 16 to 1024 pixels.");
        using WeightsFile weights = weightsPath is null
            ? WeightsFile.OpenEmbedded()
            : WeightsFile.Open(weightsPath);
        using IBackend backend = choice.OpenDevice(parsed, TerminalRun.Announcements);
        output.WriteLine($"backend: {backend.Description}");
        output.WriteLine($"{preset.Name} loss of a {size}×{size} picture, weights {weights.DisplayName}");
        if (preset.StyleKind == StyleKind.Wasserstein)
            output.WriteLine(
                "the covariances' part has its tool's gradient, by Lyapunov's equation, not that of its value: the differences take it "
                    + "for given");
        output.WriteLine(
            $"{"direction",-16} {"backward",16} {"differences",16} {"rel. error",11} {"allowed",9}");
        IReadOnlyList<DirectionalDerivative> results = GradientCheck.Run(backend, weights, preset, size);
        foreach (DirectionalDerivative result in results)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{result.Direction,-16} {result.ByBackward,16:g9} {result.ByDifferences,16:g9} "
                    + $"{result.RelativeError,11:0.00e-0} {result.Tolerance,9:0e-0} "
                    + $"{(result.Passed ? "ok" : "FAILED")}"));
        }

        bool passed = results.All(result => result.Passed);
        if (!passed && size < GradientCheck.DefaultSize)
            output.WriteLine(
                $"below {GradientCheck.DefaultSize} pixels rounding and single units on the ReLU's kink can exceed what is allowed: "
                    + $"--size {GradientCheck.DefaultSize} tells more.");
        return passed ? ExitCodes.Success : ExitCodes.UserError;
    }
}
