using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace IlgpuStyle.Cli.Batches;

/// <summary>
/// One hash of everything that decides a picture: the bytes of the input files and of the weights, and the
/// settings. The device is left out: a picture that one machine of a batch has made need not be made again by
/// another.
/// </summary>
internal sealed partial class ContentKey
{
    /// <summary>The keyword under which a finished picture carries its key.</summary>
    public const string Keyword = "istyle content key";

    // Raised when the same words come to mean another picture.
    private const int Version = 2;

    private static readonly JsonSerializerOptions s_json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    // Where the picture goes, what is saved beside it, and on what it is made.
    private static readonly HashSet<string> s_withoutEffect =
    [
        BatchJob.OutputName, "save-every", "save-as", "run", "video", "checkpoint", "checkpoint-every",
        "no-record", "scratch", "offload", "print-losses",
        "backend", "threads", "weights",
    ];

    private readonly Dictionary<(string Path, DateTime Written, long Length), string> _files = [];

    /// <summary>The key of a job, 64 hexadecimal digits.</summary>
    /// <param name="job">Its words: <see cref="ContentOf"/> them counts.</param>
    /// <param name="request">The same, checked, with every default filled in.</param>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public string Of(BatchJob job, TransferRequest request)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"key {Version}\nweights {request.Weights.File.Sha256}\n");
        text.Append(JsonSerializer.Serialize(request.Options with { ScratchFolder = null, KeepsOnHost = false }, s_json)).Append('\n');
        foreach ((string name, IReadOnlyList<string> values) in job.Words.OrderBy(word => word.Key, StringComparer.Ordinal))
        {
            if (s_withoutEffect.Contains(name))
                continue;
            foreach (string value in values)
                text.Append(name).Append('=').Append(ContentOf(value)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>
    /// A value with the bytes of its files in place of their names: of a file, of files between commas,
    /// colons and equals signs ("a.png:2,b.png:1"), and of all files of a folder.
    /// </summary>
    /// <param name="value">A value of an option.</param>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public string ContentOf(string value) =>
        FileContent(value) ?? string.Concat(Separators().Split(value).Select(part => FileContent(part) ?? part));

    private string? FileContent(string path)
    {
        if (File.Exists(path))
            return HashOf(path);
        return Directory.Exists(path)
            ? string.Join(' ', Directory.GetFiles(path).Order(StringComparer.Ordinal).Select(HashOf))
            : null;
    }

    [GeneratedRegex("([,:=])")]
    private static partial Regex Separators();

    // A painting is read by many jobs; it is hashed again only if it has changed.
    private string HashOf(string path)
    {
        try
        {
            FileInfo file = new(path);
            var stamp = (file.FullName, file.LastWriteTimeUtc, file.Length);
            if (!_files.TryGetValue(stamp, out string? hash))
            {
                using FileStream stream = file.OpenRead();
                hash = Convert.ToHexStringLower(SHA256.HashData(stream));
                _files.Add(stamp, hash);
            }

            return hash;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot read '{path}': {exception.Message.TrimEnd('.')}.", exception);
        }
    }
}
