using System.Security.Cryptography;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Import.Downloads;

/// <summary>Holds a downloaded file against the published checksum, of whichever kind.</summary>
internal static class FileChecksum
{
    /// <summary>
    /// What is wrong with the file in a few words, or null if it is right or nothing was published.
    /// </summary>
    public static string? Mismatch(string path, RegistrySource source)
    {
        if (source.Checksum is null)
            return null;
        using FileStream stream = File.OpenRead(path);
        HashAlgorithmName algorithm = source.ChecksumKind switch
        {
            "md5" => HashAlgorithmName.MD5,
            "sha256" or "sha256-prefix" => HashAlgorithmName.SHA256,
            _ => throw new InputException(
                $"the registry names the unknown checksum kind '{source.ChecksumKind}'."),
        };
        string found = Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm, stream));
        bool matches = source.ChecksumKind == "sha256-prefix"
            ? found.StartsWith(source.Checksum, StringComparison.OrdinalIgnoreCase)
            : found.Equals(source.Checksum, StringComparison.OrdinalIgnoreCase);
        return matches ? null : $"its {source.ChecksumKind} is {found}, published is {source.Checksum}";
    }
}
