using System.Buffers.Binary;
using System.Text;

namespace IlgpuStyle.Imaging;

/// <summary>
/// What a JPEG file carries beside its pixels (ITU-T T.81, B.2.4): an EXIF block, an ICC profile, and keyword and text pairs as comments of
/// the form "keyword: text" in UTF-8. A comment that fills its segment goes on in the next one.
/// </summary>
internal static class JpegSegments
{
    private const byte Comment = 0xFE, App0 = 0xE0, App1 = 0xE1, App2 = 0xE2, StartOfScan = 0xDA, EndOfImage = 0xD9;
    private const string Separator = ": ";

    // The segment's length field counts itself.
    private const int MaxBytes = 0xFFFF - 2;

    // The sRGB mark: an EXIF directory of one entry, the EXIF directory, of one entry, ColorSpace (A001), a SHORT, 1.
    private static readonly byte[] s_srgbExif =
    [
        .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 26, 0, 0, 0, 0,
        0, 1, 0xA0, 0x01, 0, 3, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>A copy of the file with them behind its JFIF segment.</summary>
    /// <param name="jpeg">A whole JPEG file.</param>
    /// <param name="settings">EXIF block, profile, and pairs whose keywords hold no ": ".</param>
    /// <exception cref="ArgumentException">A keyword holds ": ".</exception>
    public static byte[] Insert(byte[] jpeg, PictureWriting settings)
    {
        int offset = jpeg[3] == App0 ? 4 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(4)) : 2;
        using MemoryStream result = new();
        result.Write(jpeg, 0, offset);
        if ((settings.Exif ?? (settings.Profile is null ? s_srgbExif : null)) is { } exif && exif.Length + 6 <= MaxBytes)
            Write(result, App1, [.. "Exif\0\0"u8, .. exif]);
        if (settings.Profile is { } profile)
        {
            byte[][] parts = [.. profile.Chunk(MaxBytes - 14)];
            for (int i = 0; i < parts.Length; i++)
                Write(result, App2, [.. "ICC_PROFILE\0"u8, (byte)(i + 1), (byte)parts.Length, .. parts[i]]);
        }

        foreach ((string keyword, string text) in settings.Texts)
        {
            if (keyword.Contains(Separator, StringComparison.Ordinal))
                throw new ArgumentException($"JpegSegments: '{keyword}' is no keyword for a comment.");
            byte[][] parts = [.. Encoding.UTF8.GetBytes(keyword + Separator + text).Chunk(MaxBytes)];
            foreach (byte[] part in parts)
                Write(result, Comment, part);
            // A last part that fills its segment too would go on in the next comment.
            if (parts[^1].Length == MaxBytes)
                Write(result, Comment, []);
        }

        result.Write(jpeg, offset, jpeg.Length - offset);
        return result.ToArray();
    }

    /// <summary>The pairs ahead of the pixels, in their order; comments of other forms are passed over.</summary>
    /// <param name="jpeg">A whole JPEG file; what is damaged ends the search.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> ReadTexts(ReadOnlySpan<byte> jpeg)
    {
        List<KeyValuePair<string, string>> texts = [];
        List<byte> comment = [];
        int offset = 2;
        while (offset + 4 <= jpeg.Length && jpeg[offset] == 0xFF && jpeg[offset + 1] is not (StartOfScan or EndOfImage))
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(offset + 2)..]);
            if (length < 2 || offset + 2 + length > jpeg.Length)
                break;
            if (jpeg[offset + 1] == Comment)
            {
                comment.AddRange(jpeg.Slice(offset + 4, length - 2));
                if (length - 2 < MaxBytes)
                {
                    string[] parts = Encoding.UTF8.GetString([.. comment]).Split(Separator, 2);
                    if (parts.Length == 2)
                        texts.Add(KeyValuePair.Create(parts[0], parts[1]));
                    comment.Clear();
                }
            }

            offset += 2 + length;
        }

        return texts;
    }

    private static void Write(MemoryStream file, byte marker, byte[] segment)
    {
        file.Write([0xFF, marker, (byte)((segment.Length + 2) >> 8), (byte)(segment.Length + 2)]);
        file.Write(segment);
    }
}
