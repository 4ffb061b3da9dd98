using System.CommandLine;
using IlgpuStyle.Import;
using IlgpuStyle.Runs;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary><c>istyle weights convert IN OUT</c>.</summary>
internal static class WeightsConvertCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Argument<string> input = new("IN")
        {
            Description = "PyTorch .pth, safetensors, caffemodel, MatConvNet .mat, Keras .h5, .npy, .npz or "
                + "ONNX; told from the content.",
        };
        Argument<string> output = new("OUT") { Description = "The safetensors file to write." };
        Option<string?> family = new("--family")
        {
            HelpName = "NAME",
            Description = "Whose weights they are, if the file does not say: "
                + $"{string.Join(", ", WeightsFamily.All.Select(f => f.Name))}.",
        };
        Option<string?> architecture = new("--architecture")
        {
            HelpName = "NAME",
            Description = "vgg19, vgg16 or squeezenet1_1, if the layers do not say.",
        };
        Option<bool> half = new("--half") { Description = "Store float16: half the size." };
        Option<string?> kernels = new("--kernels")
        {
            HelpName = "LAYOUT",
            Description = "rotated (Theano: th_kernels, Lasagne's flip_filters) or straight, if "
                + "the file does not say.",
        };
        Option<string?> channels = new("--channels")
        {
            HelpName = "ORDER",
            Description = "RGB or BGR: what the first layer takes, if the file does not say.",
        };
        Option<bool> partial = new("--partial")
        {
            Description = "Take a caffemodel that ends before its network does; without this it counts as cut.",
        };
        family.CompletionSources.Add([.. WeightsFamily.All.Select(known => known.Name)]);
        architecture.CompletionSources.Add("vgg19", "vgg16", "squeezenet1_1");
        kernels.CompletionSources.Add("rotated", "straight");
        channels.CompletionSources.Add("RGB", "BGR");
        Command command = new(
            "convert", "Turn a weight file of another tool into a slim safetensors file.")
        {
            input, output, family, architecture, channels, kernels, half, partial,
        };
        command.SetAction(parsed => Run(parsed.GetValue(input)!, parsed.GetValue(output)!, new ImportOptions
        {
            Family = FamilyOf(parsed.GetValue(family)),
            Architecture = parsed.GetValue(architecture),
            SourceChannelOrder = parsed.GetValue(channels)?.ToUpperInvariant() switch
            {
                null => null,
                "RGB" => ChannelOrder.Rgb,
                "BGR" => ChannelOrder.Bgr,
                string other => throw new InputException($"--channels '{other}': expected RGB or BGR."),
            },
            FlippedKernels = parsed.GetValue(kernels) switch
            {
                null => null,
                "rotated" => true,
                "straight" => false,
                string other => throw new InputException(
                    $"--kernels '{other}': expected rotated or straight."),
            },
            TakesParts = parsed.GetValue(partial),
            DataType = parsed.GetValue(half) ? TensorDataType.F16 : TensorDataType.F32,
        }));
        return command;
    }

    private static int Run(string input, string output, ImportOptions options)
    {
        OutputGate.CheckWeights(output, input);
        using ImportResult result = WeightsImport.Read(input, options);
        result.Weights.Save(output);
        Console.Out.WriteLine($"read {input}: {result.Format}");
        Console.Out.WriteLine($"family {result.Weights.Metadata.Family}: {result.FamilyReason}");
        Console.Out.WriteLine($"wrote {output}: {result.Summary}, {ByteSize.Format(new FileInfo(output).Length)}");
        return ExitCodes.Success;
    }

    private static WeightsFamily? FamilyOf(string? name) => name is null
        ? null
        : WeightsFamily.Find(name)
            ?? throw new InputException(
                $"--family '{name}': expected {string.Join(", ", WeightsFamily.All.Select(f => f.Name))}.");
}
