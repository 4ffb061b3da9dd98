using System.Text;

namespace IlgpuStyle.Imaging;

/// <summary>
/// Keyword and text pairs inside a PNG file, such as the settings that made a picture: tEXt chunks (Latin-1)
/// and iTXt chunks (UTF-8), W3C PNG, third edition, 11.3.3. Viewers ignore what they do not know.
/// </summary>
internal static class PngTextChunks
{
    private const int MaxKeywordLength = 79;

    // iTXt: keyword, 0, compression flag, compression method, language, 0, translated keyword, 0, text.
    private const int InternationalFields = 2;

    /// <summary>
    /// The pairs of a file, in their order. Compressed, malformed and damaged ones are passed over.
    /// </summary>
    /// <param name="png">A whole PNG file.</param>
    /// <exception cref="InvalidDataException">The file is no PNG file, or it is truncated.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(byte[] png)
    {
        var texts = new List<KeyValuePair<string, string>>();
        foreach ((string type, ReadOnlyMemory<byte> memory) in PngChunks.Of(png).All("tEXt", "iTXt"))
        {
            ReadOnlySpan<byte> data = memory.Span;
            int keywordLength = data.IndexOf((byte)0);
            if (keywordLength < 1)
                continue;
            ReadOnlySpan<byte> rest = data[(keywordLength + 1)..];
            string? text = type == "tEXt" ? Encoding.Latin1.GetString(rest) : InternationalText(rest);
            if (text is not null)
                texts.Add(new(Encoding.Latin1.GetString(data[..keywordLength]), text));
        }

        return texts;
    }

    private static string? InternationalText(ReadOnlySpan<byte> fields)
    {
        if (fields.Length < InternationalFields || fields[0] != 0)
            return null;
        ReadOnlySpan<byte> rest = fields[InternationalFields..];
        for (int skipped = 0; skipped < 2; skipped++)
        {
            int end = rest.IndexOf((byte)0);
            if (end < 0)
                return null;
            rest = rest[(end + 1)..];
        }

        return Encoding.UTF8.GetString(rest);
    }

    /// <summary>Writes one pair as a chunk.</summary>
    /// <param name="file">The PNG file, behind IHDR and ahead of the pixels.</param>
    /// <param name="keyword">1 to 79 printable Latin-1 characters, no space at either end.</param>
    /// <param name="text">Any characters but the null character; one that Latin-1 cannot hold is written as iTXt.</param>
    /// <exception cref="ArgumentException">Keyword or text is not of that form.</exception>
    internal static void Write(Stream file, string keyword, string text)
    {
        bool isKeyword = keyword.Length is >= 1 and <= MaxKeywordLength && keyword.Trim(' ') == keyword
            && keyword.All(c => c is (>= ' ' and <= '~') or (>= '\u00A1' and <= '\u00FF'));
        if (!isKeyword)
            throw new ArgumentException($"PngTextChunks: '{keyword}' is not 1 to 79 Latin-1 characters.");
        if (text.Contains('\0'))
            throw new ArgumentException($"PngTextChunks: the text of '{keyword}' holds a null character.");
        bool isLatin1 = text.All(c => c <= '\u00FF');
        byte[] key = Encoding.Latin1.GetBytes(keyword);
        if (isLatin1)
            PngWriter.WriteChunk(file, "tEXt"u8, [.. key, 0, .. Encoding.Latin1.GetBytes(text)]);
        else
            PngWriter.WriteChunk(file, "iTXt"u8, [.. key, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]);
    }
}
