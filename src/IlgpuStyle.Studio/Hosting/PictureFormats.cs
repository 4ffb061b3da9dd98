using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Studio.Hosting;

/// <summary>The formats of pictures by the extensions of their files, without dots.</summary>
internal static class PictureFormats
{
    // What every browser shows as it is.
    private static readonly string[] s_shown = ["png", "jpg", "jpeg", "gif", "webp"];

    /// <summary>What can be sent.</summary>
    public static IReadOnlyList<string> Read { get; } = [.. PictureFiles.Extensions.Select(extension => extension.TrimStart('.'))];

    /// <summary>What can be fetched.</summary>
    public static IReadOnlyList<string> Write { get; } = ["png", "jpg"];

    /// <summary>Whether every browser shows a file as it is.</summary>
    public static bool IsShown(string path) => s_shown.Contains(Extension(path));

    /// <summary>The extension of a file.</summary>
    public static string Extension(string path) => Path.GetExtension(path).TrimStart('.').ToLowerInvariant();

    /// <summary>The media type of a file.</summary>
    public static string MediaType(string path) => Extension(path) switch
    {
        "png" => "image/png",
        "jpg" or "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "mp4" => "video/mp4",
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        _ => "application/octet-stream",
    };
}
