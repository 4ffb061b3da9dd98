using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// <c>istyle texture STYLE -o OUT</c>: a picture of any size in a picture's style, seamless on request.
/// </summary>
internal sealed class TextureCommand
{
    private const string DefaultSize = "512x512";

    private OnePictureChoice Common { get; } = new(
        new("STYLE") { Description = "The picture whose style fills the texture." },
        "The texture, .png or .jpg.", "Optimiser steps at each size.", StyleTransferOptions.DefaultIterations);

    private Option<string> Size { get; } = new("--size")
    {
        Description = "WIDTHxHEIGHT, or one number for a square.",
        HelpName = "WIDTHxHEIGHT",
        DefaultValueFactory = _ => DefaultSize,
    };

    private Option<bool> Tileable { get; } = new("--tileable")
    {
        Description = "Seamless: copies fit side by side (sides become multiples of 16).",
    };

    private Option<double> StyleScale { get; } = new("--style-scale")
    {
        Description = "Size of STYLE relative to its own: larger gives larger strokes.",
        DefaultValueFactory = _ => 1,
    };

    private Option<string?> StyleLayers { get; } = new("--style-layers")
    {
        Description = "Such as conv1_1,conv2_1,conv3_1:2; default: the preset's.",
    };

    private TileChoice Tiles { get; } = new();

    private MemoryChoice Memory { get; } = new();

    private WatchChoice Watch { get; } = new();

    /// <summary>The command.</summary>
    public static Command Create()
    {
        TextureCommand line = new();
        Command command = new("texture", "Fill a picture of any size with the style of STYLE; --tileable makes it seamless.");
        line.Common.AddTo(command, line.Size, line.Tileable, line.StyleScale, line.StyleLayers);
        line.Tiles.AddTo(command);
        line.Memory.AddTo(command);
        line.Watch.AddTo(command);
        command.SetAction(line.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string output = Common.OutputOf(parsed);
        ImageSize size = SizeOf(parsed.GetValue(Size)!);
        if (parsed.GetValue(StyleScale) is not (> 0 and <= 8))
            throw new InputException($"--style-scale {parsed.GetValue(StyleScale)}: expected more than 0 and at most 8.");
        long? limit = Memory.LimitOf(parsed);
        WeightsChoice choice = Common.ChooseWeights(parsed);
        using WeightsFile weights = choice.File;
        RgbImage style = Common.ReadPicture(parsed);
        StyleTransferOptions options = OptionsOf(parsed, weights, size, style.Size);
        TransferPictures pictures = TextureRun.Pictures(size, style);
        using IBackend backend = Common.Backend.Create(parsed);
        using TransferCache cache = new();
        RunForecast forecast = RunForecast.Make(
            backend, Common.Backend.Reason, weights, options, pictures, limit, cache);
        using IRunObserver display = Watch.Display(parsed, Console.Out, WatchChoice.IsTerminal);
        RunControl control = new();
        using PreviewObserver? preview = Watch.PreviewPort(parsed) is int port ? PreviewObserver.Start(port, control) : null;
        TransferJob job = new()
        {
            Backend = backend,
            Weights = choice,
            Options = forecast.Options,
            Forecast = forecast,
            Cache = cache,
            Pictures = pictures,
            Output = output,
            Observers = preview is null ? [display] : [display, preview],
            Control = control,
        };
        return job.Run().Ending == TransferEnding.Interrupted ? ExitCodes.Interrupted : ExitCodes.Success;
    }

    private StyleTransferOptions OptionsOf(
        ParseResult parsed, WeightsFile weights, ImageSize size, ImageSize style)
    {
        LossPreset preset = PresetLayers.DefaultOf(weights);
        if (parsed.GetValue(StyleLayers) is { } layers)
            preset = preset with { StyleLayers = LayerWeight.ParseList(layers, 1) };
        StyleTransferOptions options = TextureRun.Options(
            new StyleTransferOptions
            {
                StyleScale = parsed.GetValue(StyleScale),
                Seed = parsed.GetValue(Common.Seed),
                Scales = ScalePlan.Pyramid(parsed.GetValue(Common.Iterations)),
                Preset = preset,
            },
            size, style, parsed.GetValue(Tileable));
        options = Tiles.Apply(parsed, options);
        options.Validate();
        return options;
    }

    private static ImageSize SizeOf(string text)
    {
        string[] parts = text.Split('x', '×');
        int[] sides = [.. parts.Select(part =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int side) ? side : 0)];
        return sides.Length is 1 or 2 && sides.All(side => side is >= 16 and <= 32768)
            ? new ImageSize(sides[0], sides[^1])
            : throw new InputException($"--size '{text}': expected WIDTHxHEIGHT or a number, 16 to 32768 "
                + $"pixels, such as {DefaultSize}.");
    }
}
