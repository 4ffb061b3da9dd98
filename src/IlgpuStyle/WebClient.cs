namespace IlgpuStyle;

/// <summary>
/// Follows redirects of the web, a few of them, and only from http or https to the same or to https. .NET's own handler speaks HTTP to
/// whatever host and port "ftp://" or "gopher://" names. A redirect that is not followed is the answer.
/// </summary>
internal sealed class WebClient : DelegatingHandler
{
    private const int MostRedirects = 10;

    private WebClient()
        : base(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
    }

    /// <summary>A client for GET requests.</summary>
    /// <param name="timeout">How long an answer may take.</param>
    public static HttpClient Create(TimeSpan timeout) => new(new WebClient()) { Timeout = timeout };

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < MostRedirects && Target(request.RequestUri!, response) is { } target; i++)
        {
            response.Dispose();
            request.RequestUri = target;
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return response;
    }

    private static Uri? Target(Uri from, HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is { } location
            && Uri.TryCreate(from, location, out Uri? to) && to.Host.Length > 0
            && (to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp))
            ? to
            : null;
}
