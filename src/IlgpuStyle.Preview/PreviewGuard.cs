using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace IlgpuStyle.Preview;

/// <summary>
/// Who may speak to the server: whoever knows the token in the path, has come by the machine's own name, and
/// is not another site's page. Loopback alone is no protection: every page that the user's browser has open
/// can send requests there, and a name that an attacker points at 127.0.0.1 (DNS rebinding) would even let it
/// read the answers.
/// </summary>
/// <param name="port">Where the server listens.</param>
internal sealed class PreviewGuard(int port)
{
    // 128 bits of the system's random numbers.
    private const int TokenBytes = 16;

    /// <summary>The secret first part of every path.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>Where the user finds the page.</summary>
    public string Address => $"http://127.0.0.1:{port}/{Token}/";

    /// <summary>The status that turns a request away; null lets it in.</summary>
    /// <param name="request">The request.</param>
    /// <param name="page">What is behind the token: "", "events" …</param>
    public int? Refuse(HttpRequest request, out string page)
    {
        page = "";
        if (!IsOwnHost(request.Host.Value))
            return StatusCodes.Status421MisdirectedRequest;
        string path = request.Path.Value ?? "";
        int end = path.IndexOf('/', 1);
        if (end < 0 || !IsToken(path.AsSpan(1, end - 1)))
            return StatusCodes.Status404NotFound;
        page = path[(end + 1)..];
        if (HttpMethods.IsGet(request.Method))
            return null;
        if (!HttpMethods.IsPost(request.Method))
            return StatusCodes.Status405MethodNotAllowed;
        // A form of another site cannot send JSON without asking first, and it is never allowed to.
        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            return StatusCodes.Status415UnsupportedMediaType;
        string origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && IsOwnHost(uri.Authority))
            ? null
            : StatusCodes.Status403Forbidden;
    }

    /// <summary>
    /// Headers of every answer: nothing from elsewhere, nothing kept, the token told to nobody.
    /// </summary>
    public static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private bool IsOwnHost(string? host) => host == $"127.0.0.1:{port}" || host == $"localhost:{port}";

    // In constant time: the answer's time tells nothing about how much of a guess was right.
    private bool IsToken(ReadOnlySpan<char> guess) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(guess.ToString()), Encoding.UTF8.GetBytes(Token));
}
