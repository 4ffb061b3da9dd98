using System.Net;
using System.Net.Http.Headers;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Downloads;

/// <summary>
/// Downloads one file to NAME.partial and gives it its name when it is complete and its checksum right. An
/// interrupted download goes on where it stopped if the server still has the same version (its ETag is kept
/// beside the part).
/// </summary>
internal sealed class ResumableDownload
{
    private readonly HttpClient _client;
    private readonly RegistrySource _source;
    private readonly DownloadOptions _options;
    private readonly string _target;
    private readonly IProgress<DownloadProgress>? _progress;

    /// <summary>Prepares a download into <paramref name="folder"/>.</summary>
    public ResumableDownload(
        HttpClient client, RegistrySource source, string folder, DownloadOptions options,
        IProgress<DownloadProgress>? progress)
    {
        _client = client;
        _source = source;
        _options = options;
        _progress = progress;
        _target = Path.Combine(folder, source.FileName);
    }

    private string PartPath => _target + ".partial";

    private string TagPath => _target + ".partial.tag";

    /// <summary>Downloads from one URL, with retries.</summary>
    /// <returns>The path of the complete file.</returns>
    /// <exception cref="DownloadFailure">It could not be had from there.</exception>
    public async Task<string> FromAsync(string url, CancellationToken cancellation)
    {
        long most = 0;
        for (int attempt = 1; ; attempt++)
        {
            await _options.PauseBefore(attempt, cancellation).ConfigureAwait(false);
            try
            {
                bool resumed = await TryAsync(url, cancellation).ConfigureAwait(false);
                if (FileChecksum.Mismatch(PartPath, _source) is { } mismatch)
                {
                    Discard();
                    throw new DownloadFailure(mismatch, mayRetry: resumed);
                }

                File.Move(PartPath, _target, overwrite: true);
                File.Delete(TagPath);
                return _target;
            }
            catch (Exception exception) when (DownloadFailure.From(exception, cancellation) is { } failure)
            {
                long have = File.Exists(PartPath) ? new FileInfo(PartPath).Length : 0;
                if (!failure.MayRetry || (have <= most && attempt >= _options.Attempts))
                    throw failure;
                if (have > most)
                    attempt = 1;
                most = Math.Max(most, have);
            }
        }
    }

    /// <summary>
    /// One request, from where the last one stopped. Returns whether earlier bytes were kept.
    /// </summary>
    private async Task<bool> TryAsync(string url, CancellationToken cancellation)
    {
        long have = ResumeOffset(url, out string? tag);
        if (have > 0 && have == _source.Size)
            return true;
        using HttpRequestMessage request = new(HttpMethod.Get, url);
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            if (tag is not null)
                request.Headers.TryAddWithoutValidation("If-Range", tag);
        }

        using HttpResponseMessage response = await _options.Patiently(
            token => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            Discard();
            throw new DownloadFailure("the server has less than was downloaded before", mayRetry: have > 0);
        }

        if (!response.IsSuccessStatusCode)
            throw DownloadFailure.OfStatus(response);
        long start = StartOf(response, have);
        long? total = TotalOf(response, start);
        string tagLines = $"{url}\n{ValidatorOf(response)}";
        await File.WriteAllTextAsync(TagPath, tagLines, cancellation).ConfigureAwait(false);
        await CopyAsync(response, start, total, cancellation).ConfigureAwait(false);
        return start > 0;
    }

    /// <summary>
    /// Bytes of an earlier try that may be kept: same URL, and either an ETag or a checksum to be sure by.
    /// </summary>
    private long ResumeOffset(string url, out string? tag)
    {
        tag = null;
        string[] lines = File.Exists(TagPath) && File.Exists(PartPath) ? File.ReadAllLines(TagPath) : [];
        if (lines.Length < 2 || lines[0] != url)
            return 0;
        tag = lines[1].Length > 0 ? lines[1] : null;
        return tag is not null || _source.Checksum is not null ? new FileInfo(PartPath).Length : 0;
    }

    private static long StartOf(HttpResponseMessage response, long have)
    {
        if (response.Content.Headers.ContentType?.MediaType == "text/html")
            throw new DownloadFailure("the server answers with a web page instead of the file", false);
        if (response.StatusCode != HttpStatusCode.PartialContent)
            return 0;
        if (response.Content.Headers.ContentRange is not { From: { } from } || from != have)
            throw new DownloadFailure("the server sends another part than was asked for", false);
        return from;
    }

    private long? TotalOf(HttpResponseMessage response, long start)
    {
        long? total = response.Content.Headers.ContentRange?.Length
            ?? (response.Content.Headers.ContentLength is { } length ? start + length : null);
        if (_source.Size is { } size && total is not null && total != size)
            throw new DownloadFailure($"the server offers {total} bytes, the registry knows {size}", false);
        return total ?? _source.Size;
    }

    /// <summary>Only a strong ETag proves that two parts belong together (RFC 9110, 13.1.5).</summary>
    private static string ValidatorOf(HttpResponseMessage response) =>
        response.Headers.ETag is { IsWeak: false } tag ? tag.ToString() : "";

    private async Task CopyAsync(
        HttpResponseMessage response, long start, long? total, CancellationToken cancellation)
    {
        using Stream body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using FileStream part = new(PartPath, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        part.SetLength(start);
        part.Position = start;
        byte[] buffer = new byte[1 << 17];
        for (int read = 1; read > 0;)
        {
            read = await _options.Patiently(token => body.ReadAsync(buffer, token).AsTask(), cancellation).ConfigureAwait(false);
            if (part.Position + read > total)
            {
                part.SetLength(0);
                throw new DownloadFailure(
                    $"the server sends more than the {total} bytes it announced", false);
            }

            await part.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            _progress?.Report(new DownloadProgress(_source.FileName, part.Position, total));
        }

        if (total is not null && part.Position < total)
            throw new DownloadFailure($"the connection ended after {part.Position} of {total} bytes", true);
    }

    private void Discard()
    {
        File.Delete(PartPath);
        File.Delete(TagPath);
    }
}
