using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace IlgpuStyle.Studio;

/// <summary>
/// Who may speak to the server: whoever knows the token in the path, has come by the machine's own name, and is not another site's page.
/// Loopback alone is no protection: every page that the user's browser has open can send requests there, and a name that an attacker
/// points at 127.0.0.1 (DNS rebinding) would even let it read the answers.
/// </summary>
/// <param name="port">Where the server listens.</param>
/// <param name="token">The secret in the path, as <see cref="NewToken"/> makes it.</param>
internal sealed class StudioGuard(int port, string token)
{
    // 128 bits of the system's random numbers.
    private const int TokenBytes = 16;

    private static readonly string[] s_methods = [HttpMethods.Get, HttpMethods.Post, HttpMethods.Patch, HttpMethods.Delete];

    // What a form or a script of another site cannot send without asking first, and it is never allowed to.
    private static readonly string[] s_types = ["application/json", "application/octet-stream"];

    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    /// <summary>Where the user finds the page.</summary>
    public string Address => $"http://127.0.0.1:{port}/{token}/";

    /// <summary>A secret that nobody has had before.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>The port and the token of an <see cref="Address"/>; null if it is none.</summary>
    public static (int Port, string Token)? Parse(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.AbsolutePath.Trim('/') is { Length: 2 * TokenBytes } token
            && token.All(char.IsAsciiHexDigitLower)
            ? (uri.Port, token)
            : null;

    /// <summary>The status that turns a request away; null lets it in, with the token taken off its path.</summary>
    /// <param name="request">The request.</param>
    public int? Refuse(HttpRequest request)
    {
        if (!IsOwnHost(request.Host.Value))
            return StatusCodes.Status421MisdirectedRequest;
        string path = request.Path.Value ?? "";
        int end = path.IndexOf('/', Math.Min(1, path.Length));
        if (end < 0 || !IsToken(path.AsSpan(1, end - 1)))
            return StatusCodes.Status404NotFound;
        if (!s_methods.Contains(request.Method, StringComparer.OrdinalIgnoreCase))
            return StatusCodes.Status405MethodNotAllowed;
        if (IsOtherSite(request))
            return StatusCodes.Status403Forbidden;
        if (HttpMethods.IsPost(request.Method) || HttpMethods.IsPatch(request.Method))
        {
            string type = request.ContentType?.Split(';')[0].Trim() ?? "";
            if (!s_types.Contains(type, StringComparer.OrdinalIgnoreCase))
                return StatusCodes.Status415UnsupportedMediaType;
        }

        request.PathBase = path[..end];
        request.Path = path[end..];
        return null;
    }

    /// <summary>Headers of every answer: nothing from elsewhere, nothing kept, the token told to nobody.</summary>
    public static void AddHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; media-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private bool IsOtherSite(HttpRequest request)
    {
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        // Another port of this machine is another program, though browsers call it the same site.
        if (site is not ("" or "same-origin" or "none"))
            return true;
        string origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && IsOwnHost(uri.Authority));
    }

    private bool IsOwnHost(string? host) => host == $"127.0.0.1:{port}" || host == $"localhost:{port}";

    // In constant time: the answer's time tells nothing about how much of a guess was right.
    private bool IsToken(ReadOnlySpan<char> guess) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(guess.ToString()), _token);
}
