using System.Globalization;
using System.Text;

namespace IlgpuStyle.Imaging;

/// <summary>
/// A Radiance picture: text lines up to an empty one, the line "-Y height +X width", then RGBE pixels, flat
/// or run-length coded.
/// </summary>
internal static class HdrStructure
{
    private const int MinCodedWidth = 8;
    private const int MaxCodedWidth = 32767;

    /// <summary>Reads the size.</summary>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> file) =>
        new(ImageFormat.Hdr, ReadSize(file, out _));

    /// <summary>Checks that every row is there.</summary>
    public static void CheckComplete(ReadOnlySpan<byte> file, ImageSize size)
    {
        _ = ReadSize(file, out int start);
        var window = new ByteWindow(file);
        long offset = start;
        bool isCoded = size.Width is >= MinCodedWidth and <= MaxCodedWidth
            && window.U16Big(offset) == 0x0202
            && window.U8(offset + 2) < 128;
        if (!isCoded)
        {
            window.Need(offset, size.Pixels * 4);
            return;
        }

        for (int row = 0; row < size.Height; row++)
            offset = SkipCodedRow(window, offset, size.Width);
    }

    // A coded row: 2, 2, width (big endian), then four planes of runs (128 + n, value) and dumps (n, n
    // values).
    private static long SkipCodedRow(ByteWindow window, long offset, int width)
    {
        offset += 4;
        for (int plane = 0; plane < 4; plane++)
        {
            for (int x = 0; x < width;)
            {
                int count = window.U8(offset);
                if (count == 0)
                    throw new InvalidDataException("the HDR picture is damaged: a run of length 0");
                offset += count > 128 ? 2 : 1 + count;
                x += count > 128 ? count - 128 : count;
            }
        }

        window.Need(offset, 0);
        return offset;
    }

    private static ImageSize ReadSize(ReadOnlySpan<byte> file, out int end)
    {
        end = 0;
        while (ReadLine(file, ref end).Length > 0)
        {
        }

        string[] words = ReadLine(file, ref end).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 4 && words[0] == "-Y" && words[2] == "+X"
            && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            && int.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out int width))
            return new ImageSize(width, height);
        throw new InvalidDataException(
            "the HDR picture's size line is not of the form '-Y height +X width'");
    }

    private static string ReadLine(ReadOnlySpan<byte> file, ref int offset)
    {
        int length = file[offset..].IndexOf((byte)'\n');
        if (length < 0)
            throw ByteWindow.Truncated(file.Length);
        string line = Encoding.Latin1.GetString(file.Slice(offset, length));
        offset += length + 1;
        return line;
    }
}
