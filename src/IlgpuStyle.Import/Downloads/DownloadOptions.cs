namespace IlgpuStyle.Import.Downloads;

/// <summary>How patient a download is.</summary>
internal sealed record DownloadOptions
{
    /// <summary>Tries per URL that gain no byte, the first included: one that brings some begins the count anew.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The pause before the second try; each further one is twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server may send nothing before the connection is given up; the next try goes on from there.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How to pause; tests count the pauses instead of waiting.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>One wait for the server: its headers, or some bytes.</summary>
    /// <exception cref="DownloadFailure">Nothing came in time.</exception>
    internal async Task<T> Patiently<T>(Func<CancellationToken, Task<T>> wait, CancellationToken cancellation)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Stall);
        try
        {
            return await wait(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new DownloadFailure($"the server sent nothing for {Stall.TotalSeconds:0.#} s", mayRetry: true, e);
        }
    }

    /// <summary>
    /// The pause before try number <paramref name="attempt"/>, counted from 1; none before the first.
    /// </summary>
    internal Task PauseBefore(int attempt, CancellationToken cancellation) =>
        attempt <= 1 ? Task.CompletedTask : Delay(FirstDelay * Math.Pow(2, attempt - 2), cancellation);
}
