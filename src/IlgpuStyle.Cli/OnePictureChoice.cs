using System.CommandLine;
using IlgpuStyle.Imaging;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli;

/// <summary>
/// What commands have in common that grow one picture out of noise and another picture: both files, steps,
/// seed, weights, device.
/// </summary>
internal sealed class OnePictureChoice
{
    /// <summary>Describes the parts that differ.</summary>
    /// <param name="picture">The argument.</param>
    /// <param name="output">What is written.</param>
    /// <param name="steps">What --iterations counts.</param>
    /// <param name="iterations">Its default.</param>
    public OnePictureChoice(Argument<string> picture, string output, string steps, int iterations)
    {
        Picture = picture;
        Output = new Option<string>("--output", "-o") { Description = output, Required = true };
        Iterations = new Option<int>("--iterations", "-n")
        {
            Description = steps,
            DefaultValueFactory = _ => iterations,
        };
    }

    /// <summary>--iterations.</summary>
    public Option<int> Iterations { get; }

    /// <summary>--seed.</summary>
    public Option<int> Seed { get; } = new("--seed")
    {
        Description = "Seed of the noise that it starts from.",
    };

    /// <summary>The device.</summary>
    public BackendChoice Backend { get; } = new();

    private Argument<string> Picture { get; }

    private Option<string> Output { get; }

    private Option<string?> Weights { get; } = new("--weights")
    {
        Description = "A safetensors file or a name of 'weights list'.",
    };

    /// <summary>Adds them to a command, with the command's own options behind the output.</summary>
    public void AddTo(Command command, params Option[] own)
    {
        command.Arguments.Add(Picture);
        foreach (Option option in (Option[])[Output, .. own, Iterations, Seed, Weights])
            command.Options.Add(option);
        Backend.AddTo(command);
    }

    /// <summary>Where the result goes.</summary>
    /// <exception cref="InputException">
    /// It cannot be written, or would replace the picture that it is made from.
    /// </exception>
    public string OutputOf(ParseResult parsed)
    {
        string output = parsed.GetValue(Output)!;
        ImageFile.CheckWritable(output);
        InputGuard.Protect(output, parsed.GetValue(Picture)!);
        return output;
    }

    /// <summary>Reads the picture.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public RgbImage ReadPicture(ParseResult parsed) => ImageFile.Read(parsed.GetValue(Picture)!);

    /// <summary>The network's file; the caller's to dispose.</summary>
    /// <exception cref="InputException">There is none of that name, or it cannot be read.</exception>
    public WeightsChoice ChooseWeights(ParseResult parsed) =>
        WeightsStore.Default.Choose(parsed.GetValue(Weights));
}
