using System.Security.Cryptography;
using System.Text;

namespace IlgpuStyle.Imaging;

/// <summary>
/// The seal of a picture's file: a text in it by which it is known that no byte has changed since it was written. A program that saves the
/// picture anew may keep its texts, but not its bytes. The seal's digits are those of SHA-256(SHA-256(what is ahead of them),
/// SHA-256(what is behind them)); a PNG's checksum of the text, which follows them at once, is left out.
/// </summary>
internal static class PictureSeal
{
    /// <summary>The text's keyword.</summary>
    public const string Keyword = "istyle-seal";

    private const string Beginning = "istyle-sha256:";

    // PNG's checksum of the chunk.
    private const int ChecksumLength = 4;

    /// <summary>The text of a file whose digits are not known yet.</summary>
    public static string Blank { get; } = Beginning + new string('0', DigitCount);

    private static int DigitCount => 2 * SHA256.HashSizeInBytes;

    /// <summary>Puts the digits in the place of the blank ones.</summary>
    /// <param name="file">A whole file with the text <see cref="Blank"/>; no PNG.</param>
    public static void Close(byte[] file)
    {
        int digits = DigitsIn(file);
        Encoding.ASCII.GetBytes(Digits(SHA256.HashData(file.AsSpan(0, digits)), file.AsSpan(digits + DigitCount)), file.AsSpan(digits));
    }

    /// <summary>The text for a PNG file.</summary>
    /// <param name="ahead">SHA-256 of what stands ahead of the digits.</param>
    /// <param name="behind">What stands behind the text's checksum.</param>
    public static string Of(byte[] ahead, ReadOnlySpan<byte> behind) => Beginning + Digits(ahead, behind);

    /// <summary>Where the digits stand; −1 if there are none.</summary>
    /// <param name="file">A file or its last part.</param>
    public static int DigitsIn(ReadOnlySpan<byte> file)
    {
        int found = file.LastIndexOf(Encoding.ASCII.GetBytes(Beginning)), digits = found + Beginning.Length;
        return found >= 0 && digits + DigitCount <= file.Length ? digits : -1;
    }

    /// <summary>What follows the digits and counts.</summary>
    /// <param name="png">A PNG file or its last part.</param>
    /// <param name="digits">As <see cref="DigitsIn"/> gave it.</param>
    public static ReadOnlySpan<byte> BehindPng(ReadOnlySpan<byte> png, int digits) =>
        png[Math.Min(digits + DigitCount + ChecksumLength, png.Length)..];

    /// <summary>Whether a file has a seal, and is as it was when it got it.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> file)
    {
        int digits = DigitsIn(file);
        if (digits < 0)
            return false;
        ReadOnlySpan<byte> behind = file.StartsWith(PngChunks.Signature) ? BehindPng(file, digits) : file[(digits + DigitCount)..];
        return Encoding.ASCII.GetString(file.Slice(digits, DigitCount)) == Digits(SHA256.HashData(file[..digits]), behind);
    }

    private static string Digits(byte[] ahead, ReadOnlySpan<byte> behind) =>
        Convert.ToHexStringLower(SHA256.HashData([.. ahead, .. SHA256.HashData(behind)]));
}
