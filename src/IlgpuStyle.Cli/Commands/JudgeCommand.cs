using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Imaging;
using IlgpuStyle.Inspection;
using IlgpuStyle.Losses;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle judge PICTURE PHOTO PAINTING</c>: a finished picture's loss, whoever made it, and its ripple.</summary>
internal sealed class JudgeCommand
{
    private Argument<string> Picture { get; } = new("PICTURE") { Description = "The finished picture." };

    private Argument<string> Photo { get; } = new("PHOTO") { Description = "What it shows." };

    private Argument<string> Painting { get; } = new("PAINTING") { Description = "Whose style it has." };

    private Option<string?> Weights { get; } = new("--weights")
    {
        Description = "The judge: a safetensors file or a name of 'weights list'.",
    };

    private Option<string?> Preset { get; } = new("--preset")
    {
        Description = "The formula; default: the one that a run with these weights takes.",
    };

    private SettingOptions Backend { get; } = SettingOptions.Device;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        JudgeCommand line = new();
        SettingOptions.Complete(line.Weights, InputSettings.Weights);
        SettingOptions.Complete(line.Preset, LookSettings.Preset);
        Command command = new(
            "judge", "Give a finished picture's loss, and how its finest detail compares with the painting's where the photo is flat.");
        foreach (Argument argument in (Argument[])[line.Picture, line.Photo, line.Painting])
            command.Arguments.Add(argument);
        foreach (Option option in (Option[])[line.Weights, line.Preset])
            command.Options.Add(option);
        line.Backend.AddTo(command);
        command.SetAction(line.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        RgbImage picture = ImageFile.Read(parsed.GetValue(Picture)!);
        RgbImage photo = ImageFile.Read(parsed.GetValue(Photo)!);
        RgbImage painting = ImageFile.Read(parsed.GetValue(Painting)!);
        using WeightsFile weights = WeightsStore.Default.Choose(parsed.GetValue(Weights)).File;
        LossPreset preset = PresetLayers.Of(parsed.GetValue(Preset), weights);
        PresetLayers.Require(preset, weights);
        using IBackend backend = Backend.OpenDevice(parsed, TerminalRun.Announcements);
        LossReport report = PictureJudge.Evaluate(backend, weights, preset, picture, photo, painting);
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"loss {report.Total:g6} (content {report.Content:g4}, style {report.Style:g4}, tv {report.TotalVariation:g4}): "
                + $"{preset.Name} of {weights.DisplayName}, {picture.Width}×{picture.Height}"));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"ripple {Ripple.Measure(picture, photo, painting):0.000}: power in periods of 2 to 4 pixels where the photo is flat, over "
                + $"the painting's"));
        return ExitCodes.Success;
    }
}
