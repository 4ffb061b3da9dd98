using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Cli.Commands;
using IlgpuStyle.Imaging;
using IlgpuStyle.Planning;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli;

/// <summary>What one command line of <c>transfer</c> asks for: checked, and everything but the pictures read.</summary>
internal sealed class TransferRequest
{
    private readonly TransferCommandLine _line;
    private readonly ParseResult _parsed;

    /// <summary>Checks what can be checked before a picture is read.</summary>
    /// <param name="line">The arguments.</param>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="weights">The network's file; stays the caller's.</param>
    /// <exception cref="InputException">A number is out of range, a word unknown or the output cannot be written.</exception>
    public TransferRequest(TransferCommandLine line, ParseResult parsed, WeightsChoice weights)
    {
        _line = line;
        _parsed = parsed;
        Weights = weights;
        Options = line.Options(parsed, weights.File.Metadata.Architecture);
        Options.Validate();
        Output = parsed.GetValue(line.Output)!;
        if (parsed.GetValue(line.SaveEvery) is < 0 and int saveEvery)
            throw new InputException($"--save-every {saveEvery}: expected 0 (never) or a number of iterations.");
        ImageFile.CheckWritable(Output);
        MemoryLimit = line.Memory.LimitOf(parsed);
    }

    /// <summary>The network's file.</summary>
    public WeightsChoice Weights { get; }

    /// <summary>What to compute.</summary>
    public StyleTransferOptions Options { get; }

    /// <summary>Where the result goes.</summary>
    public string Output { get; }

    /// <summary>The most memory that the run may take, in bytes; null for no limit.</summary>
    public long? MemoryLimit { get; }

    /// <summary>Reads the picture files.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public TransferPictures ReadPictures() => _line.Pictures(_parsed, Options);

    /// <summary>The job on a device.</summary>
    /// <param name="pictures">What <see cref="ReadPictures"/> gave.</param>
    /// <param name="backend">The device.</param>
    /// <param name="display">Shows the run.</param>
    /// <param name="cache">What runs on the same device share; null for a run of its own.</param>
    /// <param name="forecast">What the run will take, with the options that fit; without it the options are made to fit here.</param>
    /// <exception cref="InputException">The run does not fit the memory that it may take.</exception>
    public TransferJob JobOn(
        TransferPictures pictures, IBackend backend, IRunObserver display, TransferCache? cache = null, RunForecast? forecast = null)
    {
        List<IRunObserver> observers = [display];
        int saveEvery = _parsed.GetValue(_line.SaveEvery);
        if (saveEvery > 0)
            observers.Add(new SnapshotWriter(saveEvery));
        return new TransferJob
        {
            Backend = backend,
            Weights = Weights,
            Options = forecast?.Options ?? FittingOptions(pictures, backend),
            Forecast = forecast,
            Pictures = pictures,
            Output = Output,
            Observers = observers,
            Cache = cache,
        };
    }

    private StyleTransferOptions FittingOptions(TransferPictures pictures, IBackend backend)
    {
        if (MemoryLimit is not long limit)
            return Options;
        using MemoryPlanner planner = new(backend, Weights.File, Options);
        return MemoryBudget.Fit(planner, Options, pictures, limit);
    }
}
