namespace IlgpuStyle.Import.Downloads;

/// <summary>How patient a download is.</summary>
public sealed record DownloadOptions
{
    /// <summary>Tries per URL, the first included.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The pause before the second try; each further one is twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How to pause; tests count the pauses instead of waiting.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>Tries until it works, may not be tried again, or has been tried often enough.</summary>
    /// <exception cref="DownloadFailure">The last try's.</exception>
    internal async Task<T> RetryAsync<T>(Func<Task<T>> attempt, CancellationToken cancellation)
    {
        for (int number = 1; ; number++)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (Exception exception) when (DownloadFailure.From(exception, cancellation) is { } failure)
            {
                if (!failure.MayRetry || number >= Attempts)
                    throw failure;
            }

            await Delay(FirstDelay * Math.Pow(2, number - 1), cancellation).ConfigureAwait(false);
        }
    }
}
