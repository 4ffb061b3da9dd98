using System.Security.Cryptography;

namespace IlgpuStyle;

/// <summary>sha256 of files and texts, in lower-case hexadecimal.</summary>
internal static class FileHash
{
    /// <summary>The checksum of a file.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static string Of(string path)
    {
        return FileFailure.Explain($"cannot read '{path}'", () =>
        {
            using FileStream stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        });
    }
}
