using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Records;

/// <summary>Checksums of files that many runs read: a file is read again only if it has changed.</summary>
internal sealed class FileHashes
{
    private readonly Dictionary<(string Path, DateTime Written, long Length), string> _files = [];

    /// <summary>The sha256 of a file.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public string Of(string path)
    {
        if (InputAddress.IsNoPath(path))
            return FileHash.Of(InputAddress.Read(path));
        FileInfo file = new(path);
        if (!file.Exists)
            return FileHash.Of(path);
        var stamp = (file.FullName, file.LastWriteTimeUtc, file.Length);
        if (!_files.TryGetValue(stamp, out string? hash))
            _files.Add(stamp, hash = FileHash.Of(path));
        return hash;
    }
}
