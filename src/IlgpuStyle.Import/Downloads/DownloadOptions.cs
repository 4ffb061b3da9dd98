namespace IlgpuStyle.Import.Downloads;

/// <summary>How patient a download is.</summary>
public sealed record DownloadOptions
{
    /// <summary>Tries per URL in a row that bring nothing, the first included; one that brings part of the file begins the count anew.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The pause before the second try; each further one is twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server may send nothing in the middle of a file before the connection is given up.</summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How to pause; tests count the pauses instead of waiting.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>Tries until it works, may not be tried again, or has been tried often enough.</summary>
    /// <param name="attempt">One try.</param>
    /// <param name="cancellation">Ends the tries.</param>
    /// <param name="position">How much of the file is there; null if tries do not build on each other.</param>
    /// <exception cref="DownloadFailure">The last try's.</exception>
    internal async Task<T> RetryAsync<T>(Func<Task<T>> attempt, CancellationToken cancellation, Func<long>? position = null)
    {
        for (int fruitless = 0; ;)
        {
            long before = position?.Invoke() ?? 0;
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (Exception exception) when (DownloadFailure.From(exception, cancellation) is { } failure)
            {
                fruitless = position?.Invoke() > before ? 0 : fruitless + 1;
                if (!failure.MayRetry || fruitless >= Attempts)
                    throw failure;
            }

            await Delay(FirstDelay * Math.Pow(2, Math.Max(0, fruitless - 1)), cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Reads some of an answer's body; gives up after <see cref="LongestSilence"/>.</summary>
    internal async Task<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellation)
    {
        using CancellationTokenSource silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        silence.CancelAfter(LongestSilence);
        return await body.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
    }
}
