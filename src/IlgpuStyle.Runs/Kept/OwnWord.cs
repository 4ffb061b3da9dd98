using System.Security.Cryptography;
using System.Text;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Kept;

/// <summary>
/// Whether a text in a file is this user's own word: an HMAC-SHA256 with a key that lies in the user's folder and is made at first use.
/// Checkpoints say where a run's files go; from a stranger that must not be obeyed.
/// </summary>
internal static class OwnWord
{
    private const int KeyBytes = 32;

    private static string KeyPath => Path.Combine(WeightsStore.DefaultHome(), "key");

    /// <summary>The signature of a text, in hexadecimal; empty where no key can be kept.</summary>
    public static string Sign(string text) =>
        Key(make: true) is { } key ? Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text))) : "";

    /// <summary>Whether <see cref="Sign"/> gave this signature to this user.</summary>
    public static bool IsMine(string text, string signature) =>
        Key(make: false) is { } key && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)))),
            Encoding.UTF8.GetBytes(signature));

    private static byte[]? Key(bool make)
    {
        try
        {
            if (make && !File.Exists(KeyPath))
                Make();
            return File.Exists(KeyPath) && File.ReadAllBytes(KeyPath) is { Length: KeyBytes } key ? key : null;
        }
        catch (Exception e) when (FileFailure.IsOne(e))
        {
            return null;
        }
    }

    // Written whole and moved without replacing: of two programs that begin at once the first one's key stays.
    private static void Make()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath)!);
        string temporary = $"{KeyPath}.{Guid.NewGuid():N}.tmp";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (FileStream stream = new(temporary, options))
            stream.Write(RandomNumberGenerator.GetBytes(KeyBytes));
        try
        {
            File.Move(temporary, KeyPath, overwrite: false);
        }
        catch (IOException)
        {
            File.Delete(temporary);
        }
    }
}
