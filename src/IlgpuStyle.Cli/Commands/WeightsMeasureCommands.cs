using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Imaging;
using IlgpuStyle.Network;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle weights check</c> and <c>normalize</c>: the commands that run the network.</summary>
internal static class WeightsMeasureCommands
{
    /// <summary>Pictures larger than this say nothing more about mean activations.</summary>
    private const int NormalizeLongSide = 512;

    /// <summary><c>weights check FILE</c>.</summary>
    public static Command Check()
    {
        Argument<string> file = WeightsCommand.FileArgument();
        SettingOptions backend = SettingOptions.Device;
        Command command = new(
            "check", "Run a probe picture through the network: are mean, scale and channel order right?")
        {
            file,
        };
        backend.AddTo(command);
        command.SetAction(parsed =>
        {
            using WeightsFile weights = WeightsStore.Default.Choose(parsed.GetValue(file)).File;
            using IBackend device = backend.OpenDevice(parsed, TerminalRun.Announcements);
            Dictionary<string, float> means = ActivationStatistics.MeanPerFilter(
                device, weights, [new RgbImage(ProbePicture.Size, ProbePicture.Size, ProbePicture.Make())])
                .ToDictionary(layer => layer.Key, layer => layer.Value.Average());
            ActivationVerdict verdict = ActivationCheck.Judge(weights.Metadata, means);
            foreach (string line in WeightsReport.Describe(verdict))
                Console.Out.WriteLine(line);
            return verdict.IsExpected ? ExitCodes.Success : ExitCodes.UserError;
        });
        return command;
    }

    /// <summary><c>weights normalize FILE OUT --images …</c>.</summary>
    public static Command Normalize()
    {
        Argument<string> file = WeightsCommand.FileArgument();
        Argument<string> output = new("OUT") { Description = "The safetensors file to write." };
        Option<string[]> images = new("--images")
        {
            HelpName = "FILE",
            Description = "Pictures to measure with; a few dozen varied photos do.",
            AllowMultipleArgumentsPerToken = true,
            Required = true,
        };
        SettingOptions backend = SettingOptions.Device;
        Command command = new(
            "normalize", "Rescale a network so that each filter's mean activation is 1 (Gatys et al.).")
        {
            file, output, images,
        };
        backend.AddTo(command);
        command.SetAction(parsed =>
        {
            OutputGate.CheckWeights(
                parsed.GetValue(output)!, [parsed.GetValue(file)!, .. parsed.GetValue(images)!]);
            using WeightsFile weights = WeightsStore.Default.Choose(parsed.GetValue(file)).File;
            RgbImage[] pictures = [.. parsed.GetValue(images)!.Select(ReadSmall)];
            using IBackend device = backend.OpenDevice(parsed, TerminalRun.Announcements);
            WeightsNormalizer.Normalize(
                weights, ActivationStatistics.MeanPerFilter(device, weights, pictures),
                parsed.GetValue(output)!);
            Console.Out.WriteLine(
                $"wrote {parsed.GetValue(output)}: each filter's mean activation over "
                    + $"{pictures.Length} pictures is 1");
            return ExitCodes.Success;
        });
        return command;
    }

    private static RgbImage ReadSmall(string path)
    {
        RgbImage picture = ImageFile.Read(path);
        return picture.Size.LongSide <= NormalizeLongSide
            ? picture
            : Resampler.Resize(picture, picture.Size.WithLongSide(NormalizeLongSide));
    }
}
