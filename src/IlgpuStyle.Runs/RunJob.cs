using IlgpuStyle.Backends;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Kept;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Imaging;
using IlgpuStyle.State;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs;

/// <summary>
/// One picture from its files to its file: runs, tells the observers, writes.
/// </summary>
internal sealed record RunJob
{
    // Of one beyond it the squares of the gradient exceed float32.
    private const double LargestLoss = 1e15;

    /// <summary>The device.</summary>
    public required IBackend Backend { get; init; }

    /// <summary>The network's file.</summary>
    public required WeightsChoice Weights { get; init; }

    /// <summary>What to compute.</summary>
    public required StyleTransferOptions Options { get; init; }

    /// <summary>The sizes of the run.</summary>
    public required IReadOnlyList<ScaleStage> Stages { get; init; }

    /// <summary>What to compute it from.</summary>
    public required TransferPictures Pictures { get; init; }

    /// <summary>Where the result goes.</summary>
    public required string Output { get; init; }

    /// <summary>How it is written; its texts are the job's own.</summary>
    public PictureWriting Writing { get; init; } = new();

    /// <summary>Size of the photo's file, for those who show it.</summary>
    public ImageSize? PhotoSize { get; init; }

    /// <summary>Who follows the run, in this order; disposed when it ends, however it ends.</summary>
    public required IReadOnlyList<IRunObserver> Observers { get; init; }

    /// <summary>Stops, pauses and changes the run.</summary>
    public RunControl Control { get; init; } = new();

    /// <summary>
    /// The state of an earlier run of the same settings and pictures to go on from; null starts afresh.
    /// </summary>
    public StateReader? Resume { get; init; }

    /// <summary>The open checkpoint that <see cref="Resume"/> reads, if the job is to close it.</summary>
    public Checkpoint? Unfinished { get; init; }

    /// <summary>What it shares with other runs on the same device; null if it is alone.</summary>
    public TransferCache? Cache { get; init; }

    /// <summary>What the run will take, for those who show it; null if nobody asked.</summary>
    public RunForecast? Forecast { get; init; }

    /// <summary>How the picture is made, as far as it is known; one of the observers.</summary>
    public required RunRecorder Recorder { get; init; }

    /// <summary>Whether the picture carries it.</summary>
    public bool KeepsRecord { get; init; } = true;

    /// <summary>
    /// Keyword and text pairs that a picture gets whose run was neither interrupted nor broken off.
    /// </summary>
    public IList<KeyValuePair<string, string>> FinishedTexts { get; } = [];

    /// <summary>Runs and writes the result, also that of an interrupted run.</summary>
    /// <exception cref="InputException">Something the user can mend.</exception>
    public TransferResult Run()
    {
        StyleTransferRunner runner = new(Backend, Weights.File, Options, Cache);
        try
        {
            return Run(runner);
        }
        finally
        {
            Tell(observer => observer.Dispose());
            Unfinished?.Dispose();
        }
    }

    private TransferResult Run(StyleTransferRunner runner)
    {
        Tell(observer => observer.Begin(
            new RunDescription(Backend, Weights, Options, Stages, Output, Recorder, Control, Forecast) { PhotoSize = PhotoSize }));
        TransferResult result = runner.Run(Pictures, new TransferHooks
        {
            StageStarted = progress => Tell(observer => observer.BeginSize(progress)),
            Step = progress => Tell(observer => observer.Show(progress)),
            Tile = (done, count) => Tell(observer => observer.ShowTile(done, count)),
            Event = happening => Tell(observer => observer.Tell(happening)),
            Started = progress => Tell(observer => observer.Start(progress)),
            Interrupted = progress => Tell(observer => observer.Interrupt(progress)),
            Control = Control,
            Resume = Resume,
            SecondsPerStep = Forecast is { } forecast
                ? [.. forecast.Plan.Stages.Select(stage => stage.Time.TotalSeconds / Math.Max(1, stage.Iterations))]
                : null,
        });
        // NaN too: nothing was ever lower than the start, which nobody wants under the result's name.
        if (result.Ending == TransferEnding.Diverged && !(result.Loss < result.InitialLoss))
        {
            throw new InputException(
                $"the run gave up: the loss was {result.InitialLoss:g4} at the start and never finite and lower, so no picture was "
                    + "written; "
                    + "take smaller weights, a smaller step, or check the weights file with 'istyle weights check'.");
        }

        // Beyond what float32 holds, steps are nothing: every one led back to the start.
        if (result.Ending == TransferEnding.Finished && result.Loss > LargestLoss && result.Loss >= result.InitialLoss)
        {
            throw new InputException(
                $"the run ended with its start: no step lowered the loss of {result.InitialLoss:g4}, so no picture was written; "
                    + "take smaller weights.");
        }

        string output = Write(result, out InputException? displaced);
        End(result, output, displaced);
        return result;
    }

    /// <summary>Ends every observer, also where the picture or one of them cannot put its file in its place.</summary>
    private void End(TransferResult result, string output, InputException? displaced)
    {
        Tell(observer =>
        {
            try
            {
                observer.End(result, output);
            }
            catch (InputException e)
            {
                displaced = displaced is null ? e : new InputException($"{displaced.Message} {e.Message}", e);
            }
        });
        if (displaced is not null)
            throw displaced;
    }

    /// <summary>Writes the picture; if its place fails now, somewhere else rather than nowhere.</summary>
    /// <param name="result">The run's.</param>
    /// <param name="displaced">What says that it is somewhere else; null where it is in its place.</param>
    /// <returns>Its path.</returns>
    /// <exception cref="InputException">It is nowhere.</exception>
    private string Write(TransferResult result, out InputException? displaced)
    {
        List<KeyValuePair<string, string>> texts = result.Ending == TransferEnding.Finished
            ? [.. FinishedTexts]
            : [];
        RunRecord record = Recorder.Finish(result);
        if (KeepsRecord)
            texts.Add(new(RunRecord.Key, record.ToJson()));
        try
        {
            OutputGate.WritePicture(Output, result.Picture, Writing with { Texts = texts });
            displaced = null;
            return Output;
        }
        catch (InputException e)
        {
            string rescue = Path.Combine(Path.GetTempPath(), $"istyle-{Guid.NewGuid():N}.png");
            try
            {
                PictureRecord.Write(rescue, result.Picture, Writing with { Texts = texts });
            }
            catch (InputException)
            {
                throw e;
            }

            displaced = new InputException($"{e.Message} The picture is saved as '{rescue}'.", e);
            return rescue;
        }
    }

    private void Tell(Action<IRunObserver> action)
    {
        foreach (IRunObserver observer in Observers)
            action(observer);
    }
}
