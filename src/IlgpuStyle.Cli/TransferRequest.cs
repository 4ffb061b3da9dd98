using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Commands;
using IlgpuStyle.Cli.Reports;
using IlgpuStyle.Cli.Runs;
using IlgpuStyle.Imaging;
using IlgpuStyle.Planning;
using IlgpuStyle.State;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli;

/// <summary>
/// What one command line of <c>transfer</c> asks for: checked, and everything but the pictures read.
/// </summary>
internal sealed class TransferRequest
{
    private readonly TransferCommandLine _line;
    private readonly ParseResult _parsed;

    /// <summary>Checks what can be checked before a picture is read.</summary>
    /// <param name="line">The arguments.</param>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="weights">The network's file; stays the caller's.</param>
    /// <exception cref="InputException">
    /// A number is out of range, a word unknown or the output cannot be written or is an input.
    /// </exception>
    public TransferRequest(TransferCommandLine line, ParseResult parsed, WeightsChoice weights)
    {
        _line = line;
        _parsed = parsed;
        Weights = weights;
        Options = line.Options(parsed, weights.File);
        Options.Validate();
        Output = parsed.GetValue(line.Output)!;
        ImageFile.CheckWritable(Output);
        MemoryLimit = line.Memory.LimitOf(parsed);
        Files = line.Files.Read(parsed, Output);
        IEnumerable<string> inputs = line.InputFiles(parsed);
        foreach (string? written in (string?[])[Output, Files.Video, Files.Checkpoint])
        {
            if (written is not null)
                InputGuard.Protect(written, inputs);
        }
    }

    /// <summary>The network's file.</summary>
    public WeightsChoice Weights { get; }

    /// <summary>What to compute.</summary>
    public StyleTransferOptions Options { get; }

    /// <summary>Where the result goes.</summary>
    public string Output { get; }

    /// <summary>The most memory that the run may take, in bytes; null for no limit.</summary>
    public long? MemoryLimit { get; }

    /// <summary>What else it leaves behind.</summary>
    public RunFiles Files { get; }

    /// <summary>Reads the picture files.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public TransferPictures ReadPictures()
    {
        TransferPictures pictures = _line.Pictures(_parsed);
        // What the decoders leave lies about until the run needs it most.
        PictureMemory.GiveBack(
            pictures.Content.Size.Pixels + pictures.Styles.Max(style => style.Picture.Size.Pixels));
        return pictures;
    }

    /// <summary>The job on a device.</summary>
    /// <param name="pictures">What <see cref="ReadPictures"/> gave.</param>
    /// <param name="backend">The device.</param>
    /// <param name="display">Shows the run.</param>
    /// <param name="cache">What runs on the same device share; null for a run of its own.</param>
    /// <param name="forecast">
    /// What the run will take, with the options that fit; without it the options are made to fit here.
    /// </param>
    /// <param name="start">The run to be continued or repeated; null begins a new one.</param>
    /// <param name="goesOn">
    /// Whether a checkpoint that lies there is continued if it is of the same run; not together with
    /// <paramref name="start"/>.
    /// </param>
    /// <exception cref="InputException">
    /// That run had other inputs, this one does not fit the memory that it may take, or the disk has no room
    /// for the result.
    /// </exception>
    public TransferJob JobOn(
        TransferPictures pictures, IBackend backend, IRunObserver display, TransferCache? cache = null,
        RunForecast? forecast = null,
        RunStart? start = null, bool goesOn = false)
    {
        TileChoice.Check(Options, backend);
        ImageFile.CheckWritable(Output, ScalePlan.FullSize(Options, pictures.Content.Size).Pixels);
        StyleTransferOptions options = forecast?.Options ?? FittingOptions(pictures, backend);
        (RunRecord record, IReadOnlyList<string> places) = _line.Record(_parsed, Weights, backend, options);
        Checkpoint? unfinished = goesOn ? RunStart.Find(Files.Checkpoint, record, out start) : null;
        start?.Check(record);
        bool resumed = start?.State is not null;
        RunRecorder recorder = resumed
            ? new(record with { Changes = start!.Earlier.Changes })
            : new(record, model: start?.Earlier);
        List<IRunObserver> observers = [display, recorder];
        if (Files.Folder is { } folder)
        {
            RunFolder.Prepare(folder, resumed);
            observers.Add(new RunLog(Path.Combine(folder, RunFolder.LogName), recorder, resumed));
            observers.Add(new RunReport(folder, recorder));
        }

        if (_parsed.GetValue(_line.PrintLosses))
            observers.Add(new LossPrinter(Console.Out));
        if (Files.SaveEvery > 0)
            observers.Add(new SnapshotWriter(Files.SaveEvery, Files.SnapshotPattern));
        if (Files.Video is { } video)
            observers.Add(new VideoWriter(video, resumed));
        observers.Add(new CheckpointWriter(Files, recorder, places, resumed));
        return new TransferJob
        {
            Backend = backend,
            Weights = Weights,
            Options = options,
            Forecast = forecast,
            Pictures = pictures,
            Output = Output,
            Observers = observers,
            Cache = cache,
            Resume = start?.State,
            Unfinished = unfinished,
            Record = Files.KeepsRecord ? result => recorder.Finish(result).ToJson() : null,
        };
    }

    /// <summary>The options, made to fit the memory that the run may take.</summary>
    /// <exception cref="InputException">Nothing fits.</exception>
    private StyleTransferOptions FittingOptions(TransferPictures pictures, IBackend backend)
    {
        if (MemoryLimit is not long limit)
            return Options;
        using MemoryPlanner planner = new(backend, Weights.File, Options);
        return MemoryBudget.Fit(planner, Options, pictures, limit);
    }
}
