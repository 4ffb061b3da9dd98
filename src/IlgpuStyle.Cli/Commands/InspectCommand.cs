using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Display;
using IlgpuStyle.Cli.Parsing;
using IlgpuStyle.Imaging;
using IlgpuStyle.Inspection;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle inspect IMAGE -o FOLDER</c>: feature maps and Gram matrices as pictures, their numbers as a
/// table.
/// </summary>
internal sealed class InspectCommand
{
    private const string GramsName = "grams";

    private Argument<string> Image { get; } = new("IMAGE")
    {
        Description = "The picture to run through the network.",
    };

    private Option<string> Output { get; } = new("--output", "-o")
    {
        Description = "A folder for the sheets: LAYER.png and grams.png.",
        HelpName = "FOLDER",
        Required = true,
    };

    private Option<string?> Layers { get; } = new("--layers")
    {
        HelpName = "LAYER,…",
        Description = "Such as conv1_1,conv2_1; default: every convolution.",
    };

    private Option<int> Size { get; } = new("--size")
    {
        Description = "Long side in pixels.",
        DefaultValueFactory = _ => 256,
    };

    private Option<int> Channels { get; } = new("--channels")
    {
        Description = "Channels on a sheet.",
        DefaultValueFactory = _ => 32,
    };

    private Option<string?> Weights { get; } = new("--weights")
    {
        HelpName = "FILE|NAME",
        Description = "A safetensors file or a name of 'weights list'.",
    };

    private SettingOptions Backend { get; } = SettingOptions.Device;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        InspectCommand line = new();
        SettingOptions.Complete(line.Weights, InputSettings.Weights);
        SettingOptions.Complete(line.Layers, LookSettings.ContentLayers);
        Command command = new(
            "inspect", "Show what the network sees in IMAGE: activations, Gram matrices, statistics.");
        command.Arguments.Add(line.Image);
        foreach (Option option in (Option[])[line.Output, line.Layers, line.Size, line.Channels, line.Weights])
            command.Options.Add(option);
        line.Backend.AddTo(command);
        command.SetAction(line.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(Size) is < 16 or > 4096)
            throw new InputException($"--size {parsed.GetValue(Size)}: expected 16 to 4096 pixels.");
        if (parsed.GetValue(Channels) is < 1 or > 4096)
            throw new InputException($"--channels {parsed.GetValue(Channels)}: expected 1 to 4096.");
        string picture = parsed.GetValue(Image)!, folder = parsed.GetValue(Output)!;
        RgbImage image = ImageFile.Read(picture);
        using WeightsFile weights = WeightsStore.Default.Choose(parsed.GetValue(Weights)).File;
        string[] layers = parsed.GetValue(Layers) is { } names
            ? [.. LayerWeight.ParseList(names, 1).Select(l => NetworkDefinition.CanonicalName(l.Layer))]
            : [.. NetworkDefinition.Of(weights).Layers.Where(l => l.Kind == LayerKind.Convolution).Select(l => l.Name)];
        foreach (string name in layers.Append(GramsName))
            OutputGate.CheckPicture(PathOf(folder, name), picture);
        using IBackend backend = Backend.OpenDevice(parsed, TerminalRun.Announcements);
        IReadOnlyList<LayerInspection> found = FeatureInspector.Inspect(
            backend, weights, new NetworkOptions(),
            Resampler.Resize(image, image.Size.WithLongSide(parsed.GetValue(Size))), layers,
            parsed.GetValue(Channels));
        Write(folder, found);
        Print(found);
        Console.Out.WriteLine($"wrote {found.Count + 1} sheets to {folder}");
        return ExitCodes.Success;
    }

    private static void Write(string folder, IReadOnlyList<LayerInspection> found)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (FileFailure.IsOne(exception))
        {
            throw new InputException($"cannot make the folder '{folder}': {exception.Message}", exception);
        }

        ContactSheet grams = new(4);
        foreach (LayerInspection layer in found)
        {
            OutputGate.WritePicture(PathOf(folder, layer.Layer), layer.Activations);
            grams.Add(layer.Gram, layer.Layer);
        }

        OutputGate.WritePicture(PathOf(folder, GramsName), grams.Render());
    }

    private static string PathOf(string folder, string sheet) => Path.Combine(folder, $"{sheet}.png");

    private static void Print(IReadOnlyList<LayerInspection> found)
    {
        Console.Out.WriteLine(
            $"{"layer",-24} {"channels",8} {"map",9} {"mean",9} {"deviation",9} {"max",9} "
                + $"{"zero",6} {"silent",6}");
        foreach (LayerInspection l in found)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{l.Layer,-24} {l.Channels,8} {l.Width + "×" + l.Height,9} {l.Mean,9:g4} "
                    + $"{l.Deviation,9:g4} {l.Max,9:g4} {l.ZeroShare,6:p0} {l.SilentChannels,6}"));
        }
    }
}
