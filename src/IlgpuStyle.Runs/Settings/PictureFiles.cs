using System.IO.Enumeration;

namespace IlgpuStyle.Runs.Settings;

/// <summary>Picture files by pattern: <c>dir/*.jpg</c>, <c>dir/*</c>, <c>dir</c> or one file.</summary>
internal static class PictureFiles
{
    private static readonly string[] s_extensions =
    [
        ".png", ".jpg", ".jpeg", ".heic", ".heif", ".avif", ".webp", ".tif", ".tiff", ".jxl", ".jp2", ".psd", ".psb", ".gif", ".bmp",
            ".tga", ".hdr", ".qoi",
        ".ppm", ".dng", ".cr2", ".cr3", ".nef", ".arw", ".raf", ".orf", ".rw2",
    ];

    /// <summary>Extensions of files that are taken for pictures.</summary>
    public static IReadOnlyList<string> Extensions => s_extensions;

    /// <summary>
    /// The files, pattern after pattern, each pattern's in the order of their bytes: every machine of a batch
    /// must see the same order. A wildcard takes pictures only (by extension) and no hidden files.
    /// </summary>
    /// <param name="option">The option's name, for messages.</param>
    /// <param name="patterns">Wildcards (* and ?) stand in the last part of a path.</param>
    /// <exception cref="InputException">A pattern matches nothing.</exception>
    public static IReadOnlyList<string> Expand(string option, IEnumerable<string> patterns) =>
        [.. patterns.SelectMany(pattern => Expand(option, pattern)).Distinct(StringComparer.Ordinal)];

    private static IReadOnlyList<string> Expand(string option, string pattern)
    {
        string name = Path.GetFileName(pattern);
        string folder = Path.GetDirectoryName(pattern) ?? "";
        if (Directory.Exists(pattern))
            (folder, name) = (pattern, "*");
        else if (name.IndexOfAny(['*', '?']) < 0 || InputAddress.IsNoPath(pattern))
            return [pattern];
        if (!Directory.Exists(folder.Length == 0 ? "." : folder))
            throw new InputException($"{option} '{pattern}': there is no folder '{folder}'.");
        string[] files =
        [
            .. new DirectoryInfo(folder.Length == 0 ? "." : folder).EnumerateFiles().Select(file => file.Name)
                .Where(file => !file.StartsWith('.') && IsPicture(file)
                    && FileSystemName.MatchesSimpleExpression(name, file, ignoreCase: false))
                .Order(StringComparer.Ordinal)
                .Select(file => Path.Combine(folder, file)),
        ];
        return files.Length > 0
            ? files
            : throw new InputException(
                $"{option} '{pattern}': no picture matches; expected files ending in {string.Join(", ", s_extensions)}.");
    }

    private static bool IsPicture(string file) =>
        s_extensions.Contains(Path.GetExtension(file).ToLowerInvariant());
}
