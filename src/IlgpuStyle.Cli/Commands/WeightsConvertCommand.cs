using System.CommandLine;
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
        Command command = new(
            "convert", "Turn a weight file of another tool into a slim safetensors file.")
        {
            input, output, family, architecture, kernels, half,
        };
        command.SetAction(parsed => Run(parsed.GetValue(input)!, parsed.GetValue(output)!, new ConversionOptions
        {
            Family = FamilyOf(parsed.GetValue(family)),
            Architecture = parsed.GetValue(architecture),
            FlippedKernels = parsed.GetValue(kernels) switch
            {
                null => null,
                "rotated" => true,
                "straight" => false,
                string other => throw new InputException(
                    $"--kernels '{other}': expected rotated or straight."),
            },
            DataType = parsed.GetValue(half) ? TensorDataType.F16 : TensorDataType.F32,
        }));
        return command;
    }

    private static int Run(string input, string output, ConversionOptions options)
    {
        InputGuard.Protect(output, input);
        ConversionResult result = WeightsConverter.Convert(input, output, options);
        Console.Out.WriteLine($"read {input}: {result.Format}");
        Console.Out.WriteLine($"family {result.Metadata.Family}: {result.FamilyReason}");
        Console.Out.WriteLine(
            $"wrote {result.OutputPath}: {result.Metadata.Architecture}, {result.Layers.Count} layers, "
                + $"{ByteSize.Format(result.OutputSizeInBytes)}");
        return ExitCodes.Success;
    }

    private static WeightsFamily? FamilyOf(string? name) => name is null
        ? null
        : WeightsFamily.Find(name)
            ?? throw new InputException(
                $"--family '{name}': expected {string.Join(", ", WeightsFamily.All.Select(f => f.Name))}.");
}
