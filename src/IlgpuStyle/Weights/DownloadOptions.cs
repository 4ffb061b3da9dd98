namespace IlgpuStyle.Weights;

/// <summary>How patient a download is.</summary>
public sealed record DownloadOptions
{
    /// <summary>Tries per URL, the first included.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>The pause before the second try; each further one is twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How to pause; tests count the pauses instead of waiting.</summary>
    public Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>
    /// The pause before try number <paramref name="attempt"/>, counted from 1; none before the first.
    /// </summary>
    internal Task PauseBefore(int attempt, CancellationToken cancellation) =>
        attempt <= 1 ? Task.CompletedTask : Delay(FirstDelay * Math.Pow(2, attempt - 2), cancellation);
}
