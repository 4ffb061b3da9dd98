using System.Collections.Concurrent;
using System.Net;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Runs.Settings;

/// <summary>Where an input is: a path, an http or https address, or <c>-</c> for standard input.</summary>
internal static class InputAddress
{
    /// <summary>Standard input, or standard output.</summary>
    public const string StandardStream = "-";

    private const long MostBytes = 256L << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    // Fetched once: what is hashed is what is painted.
    private static readonly ConcurrentDictionary<string, byte[]> s_fetched = new(StringComparer.Ordinal);

    /// <summary>Whether it is an address or a stream, and so no path.</summary>
    public static bool IsNoPath(string text) => IsStream(text) || IsAddress(text);

    /// <summary>Whether it is standard input, or what a shell has opened for the program.</summary>
    public static bool IsStream(string text) => text == StandardStream || RegularFile.IsStream(text);

    /// <summary>Whether reading it asks another machine for something.</summary>
    public static bool IsElsewhere(string text) => IsAddress(text) || text.StartsWith(@"\\", StringComparison.Ordinal);

    /// <summary>A path or an address, and what stands behind its last colon if the whole text is not it.</summary>
    public static (string Path, string Suffix) Split(string text)
    {
        int colon = text.LastIndexOf(':');
        return Path.Exists(text) || colon <= (IsAddress(text) ? text.LastIndexOf('/') : 0) ? (text, "") : (text[..colon], text[colon..]);
    }

    /// <summary>What messages call it.</summary>
    public static string NameOf(string path) => path == StandardStream ? "standard input" : path;

    /// <summary>The absolute path; an address as it is.</summary>
    public static string Absolute(string path) => IsNoPath(path) ? path : Path.GetFullPath(path);

    /// <summary>The bytes.</summary>
    /// <exception cref="InputException">They cannot be had, or are too many.</exception>
    public static byte[] Read(string path) => IsNoPath(path) ? s_fetched.GetOrAdd(path, Fetch) : FileBytes.Read(path);

    private static bool IsAddress(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static byte[] Fetch(string path)
    {
        string name = NameOf(path);
        try
        {
            if (IsStream(path))
            {
                using Stream input = path == StandardStream ? Console.OpenStandardInput() : RegularFile.Open(path);
                return FileBytes.Read(input, 0, MostBytes);
            }

            using HttpClient client = WebClient.Create(s_patience);
            client.MaxResponseContentBufferSize = MostBytes;
            client.DefaultRequestHeaders.UserAgent.ParseAdd("istyle");
            return client.GetByteArrayAsync(new Uri(path)).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception)
        {
            throw FileBytes.CannotRead(name, $"it did not arrive within {s_patience.TotalSeconds:0} s", exception);
        }
        catch (UriFormatException exception)
        {
            throw FileBytes.CannotRead(name, "it is no address", exception);
        }
        catch (HttpRequestException exception)
        {
            throw FileBytes.CannotRead(name, Reason(exception), exception);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw FileBytes.CannotRead(name, exception.Message, exception);
        }
    }

    private static string Reason(HttpRequestException exception) => exception switch
    {
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => $"it is larger than {MostBytes >> 20} MiB",
        { HttpRequestError: HttpRequestError.ResponseEnded } or { InnerException: IOException } =>
            "the connection ended before all of it was there",
        { StatusCode: { } status and < HttpStatusCode.BadRequest } =>
            $"the server leads elsewhere too often, or to no http(s) address ({(int)status})",
        { StatusCode: { } status } => $"the server answers {(int)status} ({status})",
        _ => exception.Message,
    };
}
