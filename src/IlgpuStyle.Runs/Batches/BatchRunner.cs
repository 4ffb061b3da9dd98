using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// Makes pictures one after the other on one backend. What they share is kept between them; a failure costs
/// one picture; a finished picture is not made again.
/// </summary>
/// <param name="backend">Stays the caller's.</param>
/// <param name="announcements">Where the runs' lines for people go.</param>
internal sealed class BatchRunner(IBackend backend, Announcements announcements) : IDisposable
{
    private readonly TransferCache _cache = new();
    private readonly FileHashes _hashes = new();
    private readonly OpenWeights _weights = new();

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
            Settings = RunSpecJson.WriteValues(job.Values),
            Shard = shard.ToString(),
        };
        // Ahead of all that costs more: a file of jobs may name thousands of pictures that are not there.
        if (job.Values.InputFiles.FirstOrDefault(path => !InputAddress.IsNoPath(path) && !File.Exists(path)) is { } missing)
            return report with { Error = $"cannot read '{missing}': there is no such file." };
        try
        {
            RunRequest request = new(job.Values, _weights.Of(job.Values), announcements, _hashes);
            RefuseIdle(job, request);
            report = report with { Key = request.Spec.ContentKey(request.Options) };
            if (IsFinished(job.Output, report.Key))
                return report with { Outcome = PictureOutcome.Kept };
            TransferPictures pictures = request.ReadPictures();
            return isStopped()
                ? report with { Outcome = PictureOutcome.Interrupted }
                : Make(request.JobOn(pictures, backend, [display], _cache, goesOn: true), report, display);
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
        _weights.Dispose();
    }

    // What was said of the whole batch may be for other pictures of it.
    private static void RefuseIdle(BatchJob job, RunRequest request)
    {
        if (RunKind.Idle(job.Values, request.Options, request.Weights.File.Metadata, job.Own) is var (setting, need))
            throw new InputException($"'{setting.Name}' changes nothing here; expected with {need.Text}.");
    }

    private static PictureReport Make(RunJob job, PictureReport report, StepsOnly display)
    {
        // Only a finished picture carries the key: any other is made again by the next run.
        job.FinishedTexts.Add(KeyValuePair.Create(RunSpec.ContentKeyword, report.Key!));
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
                && ImageFile.ReadTexts(output).Contains(KeyValuePair.Create(RunSpec.ContentKeyword, key));
        }
        catch (InputException)
        {
            // Damaged, it is not.
            return false;
        }
    }
}
