using System.Buffers.Binary;
using System.Text;

namespace IlgpuStyle.Imaging;

/// <summary>
/// Keyword and text pairs inside a JPEG file: comment segments (ITU-T T.81, B.2.4.5) of the form "keyword:
/// text" in UTF-8.
/// </summary>
internal static class JpegComments
{
    private const byte Comment = 0xFE;
    private const byte App0 = 0xE0;
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const string Separator = ": ";
    // The segment's length field counts itself.
    private const int MaxBytes = 0xFFFF - 2;

    /// <summary>A copy of the file with the pairs behind its JFIF segment, in their order.</summary>
    /// <param name="jpeg">A whole JPEG file.</param>
    /// <param name="texts">Keywords hold no ": ".</param>
    /// <exception cref="ArgumentException">
    /// A pair does not fit into a segment, which holds 65533 bytes.
    /// </exception>
    public static byte[] Insert(byte[] jpeg, IEnumerable<KeyValuePair<string, string>> texts)
    {
        int offset = jpeg[3] == App0 ? 4 + BinaryPrimitives.ReadUInt16BigEndian(jpeg.AsSpan(4)) : 2;
        using MemoryStream result = new();
        result.Write(jpeg, 0, offset);
        Span<byte> head = stackalloc byte[4];
        foreach ((string keyword, string text) in texts)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(keyword + Separator + text);
            if (bytes.Length > MaxBytes || keyword.Contains(Separator, StringComparison.Ordinal))
                throw new ArgumentException(
                    $"JpegComments: '{keyword}' with {bytes.Length} bytes is no pair for a comment.");
            (head[0], head[1]) = (0xFF, Comment);
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(bytes.Length + 2));
            result.Write(head);
            result.Write(bytes);
        }

        result.Write(jpeg, offset, jpeg.Length - offset);
        return result.ToArray();
    }

    /// <summary>
    /// The pairs ahead of the pixels, in their order; comments of other forms are passed over.
    /// </summary>
    /// <param name="jpeg">A whole JPEG file; what is damaged ends the search.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(ReadOnlySpan<byte> jpeg)
    {
        List<KeyValuePair<string, string>> texts = [];
        int offset = 2;
        while (offset + 4 <= jpeg.Length && jpeg[offset] == 0xFF && jpeg[offset + 1] is not (StartOfScan or EndOfImage))
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[(offset + 2)..]);
            if (length < 2 || offset + 2 + length > jpeg.Length)
                break;
            if (jpeg[offset + 1] == Comment)
            {
                string[] parts = Encoding.UTF8.GetString(jpeg.Slice(offset + 4, length - 2)).Split(Separator, 2);
                if (parts.Length == 2)
                    texts.Add(KeyValuePair.Create(parts[0], parts[1]));
            }

            offset += 2 + length;
        }

        return texts;
    }
}
