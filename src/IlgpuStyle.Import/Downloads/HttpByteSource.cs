using System.Net;
using System.Net.Http.Headers;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Downloads;

/// <summary>
/// A file on a web server, read by range requests, so that a reader which needs a tenth of a file fetches a
/// tenth. Every answer is held against what was asked, and the file's version (ETag) must stay the same.
/// </summary>
internal sealed class HttpByteSource : ByteSource
{
    private const int PrefixLength = 1 << 16;

    private readonly HttpClient _client;
    private readonly string _url;
    private readonly DownloadOptions _options;
    private readonly Action<long>? _report;
    private readonly CancellationToken _cancellation;
    private readonly byte[] _prefix;
    private readonly string? _tag;
    private long _fetched;

    private HttpByteSource(
        HttpClient client, string url, DownloadOptions options, Action<long>? report, FirstPart first,
        CancellationToken cancellation)
        : base(url, first.Total)
    {
        _client = client;
        _url = url;
        _options = options;
        _report = report;
        _cancellation = cancellation;
        _prefix = first.Bytes;
        _tag = first.Tag;
        _fetched = _prefix.Length;
    }

    /// <summary>
    /// Fetches the file's beginning and with it its length. <paramref name="report"/> is told the bytes
    /// fetched so far.
    /// </summary>
    /// <exception cref="DownloadFailure">The server does not have the file or cannot send parts.</exception>
    public static HttpByteSource Open(
        HttpClient client, string url, DownloadOptions options, Action<long>? report,
        CancellationToken cancellation)
    {
        FirstPart first = Retry(
            options, cancellation, () => Fetch(client, url, 0, PrefixLength, options, cancellation));
        return new HttpByteSource(client, url, options, report, first, cancellation);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    /// <inheritdoc/>
    protected override void ReadCore(long offset, Span<byte> destination)
    {
        if (destination.Length == 0)
            return;
        if (offset + destination.Length <= _prefix.Length)
        {
            _prefix.AsSpan((int)offset, destination.Length).CopyTo(destination);
            return;
        }

        int count = destination.Length;
        FirstPart part = Retry(_options, _cancellation, () => Fetch(_client, _url, offset, count, _options, _cancellation));
        if (part.Bytes.Length != count || part.Total != Length || part.Tag != _tag)
            throw new DownloadFailure("the file changed while its parts were fetched", false);
        part.Bytes.CopyTo(destination);
        _fetched += count;
        _report?.Invoke(_fetched);
    }

    private static FirstPart Fetch(
        HttpClient client, string url, long offset, int count, DownloadOptions options, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, url);
        request.Headers.Range = new RangeHeaderValue(offset, offset + count - 1);
        using HttpResponseMessage response = options.Patiently(
            token => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancellation).GetAwaiter().GetResult();
        if (!response.IsSuccessStatusCode)
            throw DownloadFailure.OfStatus(response);
        if (response.StatusCode != HttpStatusCode.PartialContent
            || response.Content.Headers.ContentRange is not { From: { } from, To: { } to, Length: { } total }
            || from != offset || to >= total || to - from + 1 > count || to < from)
            throw new DownloadFailure("the server does not send parts of files", false);
        byte[] bytes = new byte[to - from + 1];
        using Stream body = response.Content.ReadAsStream(cancellation);
        for (int done = 0; done < bytes.Length;)
        {
            int read = options.Patiently(token => body.ReadAsync(bytes.AsMemory(done), token).AsTask(), cancellation).GetAwaiter()
                .GetResult();
            done += read > 0 ? read : throw new DownloadFailure($"the connection ended after {done} of {bytes.Length} bytes",
                mayRetry: true);
        }

        return new FirstPart(bytes, total, response.Headers.ETag?.ToString());
    }

    private static FirstPart Retry(
        DownloadOptions options, CancellationToken cancellation, Func<FirstPart> fetch)
    {
        for (int attempt = 1; ; attempt++)
        {
            options.PauseBefore(attempt, cancellation).GetAwaiter().GetResult();
            try
            {
                return fetch();
            }
            catch (Exception exception) when (DownloadFailure.From(exception, cancellation) is { } failure)
            {
                if (!failure.MayRetry || attempt >= options.Attempts)
                    throw failure;
            }
        }
    }

    private readonly record struct FirstPart(byte[] Bytes, long Total, string? Tag);
}
