using System.Security.Cryptography;

namespace IlgpuStyle;

/// <summary>sha256 of files and texts, in lower-case hexadecimal.</summary>
internal static class FileHash
{
    /// <summary>The checksum of bytes.</summary>
    public static string Of(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The checksum of a file.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static string Of(string path)
    {
        // Devices and pipes have no length, and reading them may never end.
        if (File.Exists(path) && new FileInfo(path).Length == 0)
            throw new InputException($"'{path}' is empty, or a device or pipe; expected a file.");
        return FileFailure.Explain($"cannot read '{path}'", () =>
        {
            using FileStream stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        });
    }
}
