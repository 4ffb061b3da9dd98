using System.CommandLine;
using System.Globalization;
using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle reconstruct IMAGE --layer conv4_2</c>: what a layer keeps of a picture.</summary>
internal sealed class ReconstructCommand
{
    private OnePictureChoice Common { get; } = new(
        new("IMAGE") { Description = "The picture to find again." },
        "The reconstruction, .png or .jpg; a sheet if there are several layers.", "Optimiser steps.", 200);

    private Option<string> Layers { get; } = new("--layer")
    {
        Description = "A layer such as conv4_2, or several: conv1_2,conv2_2,conv3_2.",
        Required = true,
    };

    private Option<bool> Style { get; } = new("--style")
    {
        Description = "From Gram matrices (each layer together with those before it) "
            + "instead of feature maps.",
    };

    private Option<int> Size { get; } = new("--size")
    {
        Description = "Long side in pixels.",
        DefaultValueFactory = _ => 256,
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        ReconstructCommand line = new();
        Command command = new(
            "reconstruct", "Find IMAGE again, from noise, from what layers of the network keep of it.");
        line.Common.AddTo(command, line.Layers, line.Style, line.Size);
        command.SetAction(line.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        string output = Common.OutputOf(parsed);
        string[] layers = [.. LayerWeight.ParseList(parsed.GetValue(Layers)!, 1).Select(l => l.Layer)];
        if (layers.Length == 0)
            throw new InputException("--layer: expected at least one layer, such as conv4_2.");
        StyleTransferOptions options = new()
        {
            Size = parsed.GetValue(Size),
            Scales = StyleTransferOptions.OneScale(parsed.GetValue(Common.Iterations)),
            Seed = parsed.GetValue(Common.Seed),
        };
        options.Validate();
        RgbImage image = Common.ReadPicture(parsed);
        using WeightsFile weights = Common.ChooseWeights(parsed).File;
        using IBackend backend = Common.Backend.Create(parsed);
        using CancellationTokenSource stop = new();
        using StopSignals signals = new(() => stop.IsCancellationRequested, stop.Cancel);
        Console.Out.WriteLine($"backend: {backend.Name}: {backend.Description}");
        ContactSheet sheet = new(layers.Length + 1);
        sheet.Add(Resampler.Resize(image, image.Size.WithLongSide(options.Size)), "original");
        RgbImage last = image;
        for (int i = 0; i < layers.Length && !stop.IsCancellationRequested; i++)
        {
            StyleTransferOptions job = parsed.GetValue(Style)
                ? Reconstruction.Style(options, layers[..(i + 1)])
                : Reconstruction.Content(options, layers[i]);
            TransferResult result = new StyleTransferRunner(backend, weights, job).Run(
                new TransferPictures { Content = image, Styles = [new StylePicture(image)] }, cancellation: stop.Token);
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{layers[i]}: loss {result.InitialLoss:g4} to {result.Loss:g4} "
                    + $"in {result.Elapsed.TotalSeconds:0.0} s"));
            last = result.Picture;
            sheet.Add(last, parsed.GetValue(Style) && i > 0 ? $"to {layers[i]}" : layers[i]);
        }

        ImageFile.Write(output, layers.Length == 1 ? last : sheet.Render());
        Console.Out.WriteLine($"wrote {output}");
        return stop.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Success;
    }
}
