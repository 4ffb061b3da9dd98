using System.Security.Cryptography;

namespace IlgpuStyle;

/// <summary>sha256 of files and texts, in lower-case hexadecimal.</summary>
internal static class FileHash
{
    /// <summary>The checksum of bytes.</summary>
    public static string Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>SHA-256 of a text in UTF-8, in lower-case hexadecimal digits.</summary>
    public static string OfText(string text) => Of(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The checksum of a file.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static string Of(string path)
    {
        if (File.Exists(path) && !HasBytes(path))
            throw new InputException($"'{path}' is empty, or a device or pipe; expected a file.");
        return FileFailure.Explain($"cannot read '{path}'", () =>
        {
            using FileStream stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        });
    }

    /// <summary>
    /// Whether it is a file that has something to read. Devices and pipes have no length, and reading them may never end; a link has the
    /// length of its target.
    /// </summary>
    public static bool HasBytes(string path) => new FileInfo(AtomicFile.Target(path)) is { Exists: true, Length: > 0 };
}
