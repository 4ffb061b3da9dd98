using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Runs;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Commands;

/// <summary>
/// The arguments of <c>transfer</c>, and the library options they mean. Defaults come from the library alone.
/// </summary>
internal sealed class TransferCommandLine
{
    private static readonly StyleTransferOptions s_defaults = new();

    private static readonly Dictionary<string, OptimizerKind> s_optimizers = new()
    {
        ["lbfgs"] = OptimizerKind.Lbfgs,
        ["lbfgs-fixed"] = OptimizerKind.LbfgsFixedStep,
        ["adam"] = OptimizerKind.Adam,
        ["gd"] = OptimizerKind.GradientDescent,
    };

    private Argument<string> Content { get; } = new("PHOTO")
    {
        Description = "The picture to paint (PNG, JPEG, BMP, TGA, GIF, PSD).",
    };

    private Argument<string> Style { get; } = new("PAINTING")
    {
        Description = "The picture whose style it gets: FILE, several as FILE:WEIGHT,FILE:WEIGHT, or a "
            + "folder.",
    };

    public Option<string> Output { get; } = new("--output", "-o")
    {
        Description = "The result, .png or .jpg.",
        Required = true,
    };

    public Option<string?> Weights { get; } = new("--weights")
    {
        Description = "A safetensors file or a name of 'weights list'; without it an installed VGG19, else "
            + "the embedded network.",
    };

    /// <summary>Snapshots, checkpoint, run folder.</summary>
    public RunFilesChoice Files { get; } = new();

    private Option<int> MaxRollbacks { get; } = new("--max-rollbacks")
    {
        Description = "How often a run goes back to its best picture after a loss that is not finite or "
            + "exploded, before it gives up.",
        DefaultValueFactory = _ => s_defaults.MaxRollbacks,
    };

    public BackendChoice Backend { get; } = new();

    public MemoryChoice Memory { get; } = new();

    /// <summary>How a run is watched: the options of those commands that show one run.</summary>
    public WatchChoice Watch { get; } = new();

    private ScaleChoice Scales { get; } = new();

    private LossChoice Loss { get; } = new();

    private TileChoice Tiles { get; } = new();

    private FormulaChoice Formula { get; } = new();

    private RegionChoice Regions { get; } = new();

    /// <summary>--print-losses.</summary>
    public Option<bool> PrintLosses { get; } = new("--print-losses")
    {
        Description = "Print every term of the loss after every step: loss, step, kind, layer, part, value between tabs.",
    };

    private StartChoice Start { get; } = new();

    private ColorChoice Colors { get; } = new();

    private IterateChoice Iterates { get; } = new();

    private Option<string> Optimizer { get; } = new("--optimizer")
    {
        Description = $"{string.Join(", ", s_optimizers.Keys)} (lbfgs-fixed: without line search, as Torch's tools).",
        DefaultValueFactory = _ => "lbfgs",
    };

    private Option<int> History { get; } = new("--history")
    {
        Description = "Curvature pairs that L-BFGS keeps.",
        DefaultValueFactory = _ => s_defaults.HistorySize,
    };

    private PreconditionerChoice Preconditioner { get; } = new();

    private Option<double?> LearningRate { get; } = new("--learning-rate")
    {
        Description = "Step size of adam, gd and lbfgs-fixed.",
    };

    private Option<string?> Pooling { get; } = new("--pooling")
    {
        Description = "average, max or l2; default: what the weights file says.",
    };

    private Option<string?> Padding { get; } = new("--padding")
    {
        Description = "What convolutions read beyond the border: zero, replicate, reflect, or circular (a "
            + "result that can be tiled); default: replicate "
            + "with painterly and painterly-short, zero with the others.",
    };

    /// <summary>Adds everything to the command, in the order --help shows it.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(Content);
        command.Arguments.Add(Style);
        command.Options.Add(Output);
        Scales.AddTo(command);
        Loss.AddTo(command);
        foreach (Option option in (Option[])
            [
                Pooling, Padding, Optimizer, History, LearningRate, MaxRollbacks, Weights,
            ])
            command.Options.Add(option);
        Formula.AddTo(command);
        Regions.AddTo(command);
        command.Options.Add(PrintLosses);
        Start.AddTo(command);
        Colors.AddTo(command);
        Iterates.AddTo(command);
        Preconditioner.AddTo(command);
        Tiles.AddTo(command);
        Backend.AddTo(command);
        Memory.AddTo(command);
        Files.AddTo(command);
    }

    /// <summary>The settings behind a command line, for its record.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="weights">The network's file.</param>
    /// <param name="backend">The device.</param>
    /// <param name="options">
    /// What the run computes: <see cref="Options"/>, or what of it fits the memory allowed.
    /// </param>
    public (RunRecord Record, IReadOnlyList<string> Places) Record(
        ParseResult parsed, WeightsChoice weights, IBackend backend, StyleTransferOptions options)
    {
        // A limit means another run on another day: the record holds what it led to.
        List<Option> replaced = [];
        List<string> fitted = [];
        if (options.HistorySize != parsed.GetValue(History))
        {
            replaced.Add(History);
            fitted.AddRange([History.Name, $"{options.HistorySize}"]);
        }

        if (options.Tiles is { } tiles && parsed.GetValue(Tiles.Tile) is null or "0")
        {
            replaced.Add(Tiles.Tile);
            fitted.AddRange([Tiles.Tile.Name, tiles.Text]);
        }

        if (options.KeepsOnHost && !parsed.GetValue(Tiles.Offload))
        {
            replaced.Add(Tiles.Offload);
            fitted.Add(Tiles.Offload.Name);
        }

        // Vectors in files are summed band by band: without them a rerun could have other last bits.
        if (options.ScratchFolder is { } folder)
        {
            replaced.Add(Tiles.Scratch);
            fitted.AddRange([Tiles.Scratch.Name, Path.GetFullPath(folder)]);
        }

        RecordedArguments arguments = new(
            parsed.CommandResult, [Output, .. Files.Outputs], [Backend.Threads, .. Files.Others],
            [Backend.Backend, Weights, Memory.Memory, Watch.Progress, Watch.Preview, .. replaced]);
        RunRecord record = new()
        {
            Program = VersionLine.Number,
            Build = VersionLine.Build,
            Arguments = [.. arguments.Decisive, Weights.Name, weights.Name, Backend.Backend.Name, backend.Name, .. fitted],
            Inputs = arguments.HashInputs(),
            WeightsSha256 = weights.File.Sha256,
            Device = RunRecord.DeviceOf(backend),
        };
        return (record, arguments.Places);
    }

    /// <summary>Every file that the run reads: absolute paths.</summary>
    /// <param name="parsed">What the user typed.</param>
    public IEnumerable<string> InputFiles(ParseResult parsed) =>
        new RecordedArguments(parsed.CommandResult, [Output, .. Files.Outputs], [], []).Inputs;

    /// <summary>The library options.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="weights">The network, whose architecture decides the layers that a preset means.</param>
    /// <exception cref="InputException">A word is unknown.</exception>
    public StyleTransferOptions Options(ParseResult parsed, WeightsFile weights)
    {
        LossPreset preset = Loss.PresetOf(parsed, weights);
        StyleTransferOptions options = s_defaults with
        {
            Preset = preset,
            Optimizer = Word.Choose("--optimizer", parsed.GetValue(Optimizer)!, s_optimizers),
            HistorySize = parsed.GetValue(History),
            LearningRate = parsed.GetValue(LearningRate),
            MaxRollbacks = parsed.GetValue(MaxRollbacks),
            Network = new NetworkOptions(PoolingOf(parsed), PaddingOf(parsed) ?? preset.Padding),
        };
        options = Scales.Apply(parsed, options);
        options = Start.Apply(parsed, options);
        options = Colors.Apply(parsed, options);
        options = Iterates.Apply(parsed, options);
        options = Preconditioner.Apply(parsed, Formula.Apply(parsed, options, weights));
        return Tiles.Apply(parsed, options);
    }

    /// <summary>How many pictures the word PAINTING names.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <exception cref="InputException">The word cannot be read.</exception>
    public int PaintingCount(ParseResult parsed) => PaintingList.Parse(parsed.GetValue(Style)!).Count;

    /// <summary>Reads the picture files.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public TransferPictures Pictures(ParseResult parsed) => Regions.Apply(parsed, Colors.Apply(parsed, new TransferPictures
    {
        Content = ImageFile.Read(parsed.GetValue(Content)!),
        Styles = PaintingList.Read(parsed.GetValue(Style)!),
        Init = Start.Picture(parsed),
    }));

    private PaddingMode? PaddingOf(ParseResult parsed) => parsed.GetValue(Padding) is not string word
        ? null
        : Word.Choose("--padding", word, new Dictionary<string, PaddingMode>
        {
            ["zero"] = PaddingMode.Zero,
            ["replicate"] = PaddingMode.Replicate,
            ["reflect"] = PaddingMode.Reflect,
            ["circular"] = PaddingMode.Circular,
        });

    private PoolingKind? PoolingOf(ParseResult parsed) => parsed.GetValue(Pooling) is not string word
        ? null
        : Word.Choose("--pooling", word, new Dictionary<string, PoolingKind>
        {
            ["average"] = PoolingKind.Average,
            ["max"] = PoolingKind.Max,
            ["l2"] = PoolingKind.L2,
        });
}
