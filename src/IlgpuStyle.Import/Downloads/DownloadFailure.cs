namespace IlgpuStyle.Import.Downloads;

/// <summary>Why one try of a download failed, and whether another try may help.</summary>
internal sealed class DownloadFailure : Exception
{
    /// <summary>Makes the exception.</summary>
    public DownloadFailure(string message, bool mayRetry, Exception? innerException = null)
        : base(message, innerException)
    {
        MayRetry = mayRetry;
    }

    /// <summary>Whether the same URL may work in a moment.</summary>
    public bool MayRetry { get; }

    /// <summary>The failure behind a status code other than success.</summary>
    public static DownloadFailure OfStatus(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        // The client follows redirects by itself, a few of them, and only within the web.
        string found = status is >= 300 and < 400
            ? $"the server leads elsewhere too often, or to no http(s) address ({status})"
            : $"the server answers {status} {response.ReasonPhrase}";
        return new DownloadFailure(found, status is 408 or 429 or >= 500);
    }

    /// <summary>The failure behind an exception of the network, or null if it is something else.</summary>
    public static DownloadFailure? From(Exception exception, CancellationToken cancellation) =>
        exception switch
    {
        DownloadFailure failure => failure,
        OperationCanceledException when !cancellation.IsCancellationRequested =>
            new DownloadFailure("the server does not answer in time", true, exception),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            new DownloadFailure("the host is not known; is there a network?", false, exception),
        HttpRequestException or IOException =>
            new DownloadFailure(exception.Message.ReplaceLineEndings(" "), true, exception),
        _ => null,
    };
}
