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
    public static string Of(string path) => FileFailure.Explain($"cannot read '{path}'", () =>
    {
        using FileStream stream = RegularFile.Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    });
}
