using System.CommandLine;
using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Batches;

/// <summary>
/// Makes pictures one after the other on one backend. What they share is kept between them; a failure costs
/// one picture; a finished picture is not made again.
/// </summary>
internal sealed class BatchRunner : IDisposable
{
    private readonly IBackend _backend;
    private readonly TransferWords _words;
    private readonly TransferCache _cache = new();
    private readonly ContentKey _keys = new();
    private readonly Dictionary<string, WeightsChoice> _weights = [];

    /// <summary>A runner that has done nothing yet.</summary>
    /// <param name="backend">Stays the caller's.</param>
    /// <param name="words">What a job may say.</param>
    public BatchRunner(IBackend backend, TransferWords words)
    {
        _backend = backend;
        _words = words;
    }

    /// <summary>Makes one picture, or finds it made.</summary>
    /// <param name="job">The job.</param>
    /// <param name="shard">For the report.</param>
    /// <param name="display">Shows the run's steps.</param>
    /// <param name="isStopped">Whether the user has stopped the batch; asked before the work begins.</param>
    /// <returns>What became of it: whatever the user can mend is an outcome, not an exception.</returns>
    public PictureReport Run(BatchJob job, Shard shard, StepsOnly display, Func<bool> isStopped)
    {
        PictureReport report = new()
        {
            Output = job.Output,
            Outcome = PictureOutcome.Failed,
            Origin = job.Origin,
            Words = job.Words,
            Shard = shard.ToString(),
        };
        try
        {
            ParseResult parsed = _words.Parse(job);
            TransferRequest request = new(_words.Line, parsed, WeightsOf(parsed));
            report = report with { Key = _keys.Of(job, request) };
            if (IsFinished(job.Output, report.Key))
                return report with { Outcome = PictureOutcome.Kept };
            TransferPictures pictures = request.ReadPictures();
            return isStopped()
                ? report with { Outcome = PictureOutcome.Interrupted }
                : Make(request.JobOn(pictures, _backend, display, _cache, goesOn: true), report, display);
        }
        catch (InputException exception)
        {
            return report with { Error = exception.Message };
        }
        catch (OutOfMemoryException)
        {
            return report with { Error = "there is not enough memory for it; a smaller --size needs less." };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cache.Dispose();
        foreach (WeightsChoice choice in _weights.Values)
            choice.File.Dispose();
    }

    private static PictureReport Make(TransferJob job, PictureReport report, StepsOnly display)
    {
        // Only a finished picture carries the key: any other is made again by the next run.
        job.FinishedTexts.Add(KeyValuePair.Create(ContentKey.Keyword, report.Key!));
        TransferResult result = job.Run();
        report = report with
        {
            Loss = result.Loss,
            InitialLoss = result.InitialLoss,
            Evaluations = result.Evaluations,
            Seconds = Math.Round(result.Elapsed.TotalSeconds, 3),
        };
        return result.Ending switch
        {
            TransferEnding.Finished => report with { Outcome = PictureOutcome.Made },
            TransferEnding.Interrupted => report with { Outcome = PictureOutcome.Interrupted },
            _ => report with
            {
                Error = $"{display.Divergence.TrimEnd('.')}; the best picture is saved.",
            },
        };
    }

    private static bool IsFinished(string output, string key)
    {
        try
        {
            return File.Exists(output)
                && ImageFile.ReadTexts(output).Contains(KeyValuePair.Create(ContentKey.Keyword, key));
        }
        catch (InputException)
        {
            // Damaged: it is made anew.
            return false;
        }
    }

    private WeightsChoice WeightsOf(ParseResult parsed)
    {
        string? name = parsed.GetValue(_words.Line.Weights);
        if (!_weights.TryGetValue(name ?? "", out WeightsChoice? choice))
        {
            choice = WeightsStore.Default.Choose(name);
            _weights.Add(name ?? "", choice);
        }

        return choice;
    }
}
