using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Downloads;

/// <summary>
/// Gets the weights of a registry entry: tries its sources and their mirrors in order, checks what comes,
/// and converts it into the store. Proxies are those of the environment (http_proxy, https_proxy,
/// no_proxy), as .NET reads them.
/// </summary>
internal sealed class WeightsDownloader
{
    private readonly HttpClient _client;
    private readonly WeightsStore _store;
    private readonly DownloadOptions _options;

    /// <summary>A downloader into a store.</summary>
    /// <param name="client">
    /// The client; its timeout bounds the wait for an answer, not the whole download.
    /// </param>
    /// <param name="store">Where the result goes.</param>
    /// <param name="options">Retries.</param>
    public WeightsDownloader(HttpClient client, WeightsStore store, DownloadOptions options)
    {
        _client = client;
        _store = store;
        _options = options;
    }

    /// <summary>Downloads and converts; the installed file appears when everything is done.</summary>
    /// <exception cref="InputException">
    /// The store's folder cannot be written to, or no source could be used: the message says which file to
    /// fetch by other means and the command that converts it.
    /// </exception>
    public async Task<ImportResult> GetAsync(
        RegistryEntry entry, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        string folder = _store.PrepareDownloadFolder();
        ImportOptions conversion = new()
        {
            Family = WeightsFamily.Find(entry.Family),
            Architecture = entry.Architecture,
        };
        List<string> failures = [];
        foreach (RegistrySource source in entry.Sources)
        {
            foreach (string url in source.Urls)
            {
                try
                {
                    return source.Partial
                        ? await Task.Run(
                            () => FetchParts(entry, source, url, conversion, progress, cancellation),
                            cancellation)
                            .ConfigureAwait(false)
                        : await FetchWholeAsync(entry, source, url, folder, conversion, progress, cancellation)
                            .ConfigureAwait(false);
                }
                catch (Exception exception) when (exception is DownloadFailure or InputException)
                {
                    failures.Add($"{new Uri(url).Host}: {exception.Message}");
                }
            }
        }

        throw new InputException(Advice(entry, failures));
    }

    private ImportResult FetchParts(
        RegistryEntry entry, RegistrySource source, string url, ImportOptions conversion,
        IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        using HttpByteSource parts = HttpByteSource.Open(
            _client, url, _options,
            bytes => progress?.Report(new DownloadProgress(source.FileName, bytes, null)), cancellation);
        if (!SafetensorsHeader.IsSafetensors(parts))
            throw new DownloadFailure("what the server sends is no safetensors file", false);
        return Install(WeightsImport.Read(parts, url, "", conversion), entry);
    }

    private async Task<ImportResult> FetchWholeAsync(
        RegistryEntry entry, RegistrySource source, string url, string folder, ImportOptions conversion,
        IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        ResumableDownload download = new(_client, source, folder, _options, progress);
        string file = await download.FromAsync(url, cancellation).ConfigureAwait(false);
        try
        {
            return Install(WeightsImport.Read(file, conversion), entry);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private ImportResult Install(ImportResult result, RegistryEntry entry)
    {
        result.Weights.Save(_store.PathOf(entry.Name));
        return result;
    }

    private string Advice(RegistryEntry entry, List<string> failures)
    {
        RegistrySource manual = entry.Sources.FirstOrDefault(source => !source.Partial) ?? entry.Sources[0];
        string size = manual.Size is { } bytes ? $" ({bytes / 1_000_000} MB)" : "";
        string reasons = string.Join("; ", failures.Distinct());
        string command =
            $"istyle weights convert {manual.FileName} {_store.PathOf(entry.Name)} --family {entry.Family}";
        return $"cannot download '{entry.Name}' ({reasons}). Fetch {manual.Urls[0]}{size} by other means, "
            + $"then run: {command}";
    }
}
