using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Text;

namespace IlgpuStyle.Import.Formats;

/// <summary>
/// The header of a .npy file: a Python dictionary literal with element type, order and shape.
/// </summary>
/// <param name="Type">What an element is.</param>
/// <param name="FortranOrder">Whether the first axis is the fastest.</param>
/// <param name="Shape">Sides.</param>
/// <param name="DataOffset">Where the elements begin.</param>
internal sealed partial record NpyHeader(NumpyType Type, bool FortranOrder, long[] Shape, int DataOffset)
{
    /// <summary>Enough of a file's beginning to hold any header.</summary>
    public const int PrefixLength = 12 + MaximumHeader;

    private const int MaximumHeader = 1 << 16;

    /// <summary>Whether the bytes begin as .npy files do.</summary>
    public static bool IsNpy(ReadOnlySpan<byte> prefix) =>
        prefix.Length > 6 && prefix[0] == 0x93 && prefix[1..].StartsWith("NUMPY"u8);

    /// <summary>Parses the header from a file's first bytes.</summary>
    /// <exception cref="InputException">It is damaged.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> prefix, string displayName)
    {
        if (!IsNpy(prefix) || prefix.Length < 12 || prefix[6] is < 1 or > 3)
            throw Bad(displayName, "it has no version 1 to 3");
        int start = prefix[6] == 1 ? 10 : 12;
        long length = prefix[6] == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..]);
        if (length > MaximumHeader || length > prefix.Length - start)
            throw Bad(displayName, $"it claims {length} bytes");
        string text = Encoding.Latin1.GetString(prefix.Slice(start, (int)length));
        Match type = TypePattern().Match(text);
        Match order = OrderPattern().Match(text);
        Match shape = ShapePattern().Match(text);
        if (!type.Success || !order.Success || !shape.Success)
            throw Bad(displayName, "type, order or shape is missing");
        long[] sides =
        [
            .. shape.Groups[1].Value
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(ParseSide),
        ];
        if (sides.Contains(-1))
            throw Bad(displayName, $"the shape ({shape.Groups[1].Value}) cannot be read");
        bool fortranOrder = order.Groups[1].Value == "True";
        return new NpyHeader(new NumpyType(type.Groups[1].Value), fortranOrder, sides, start + (int)length);
    }

    private static long ParseSide(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long side) ? side : -1;

    private static InputException Bad(string displayName, string reason) =>
        new($"'{displayName}': its numpy header is damaged: {reason}.");

    [GeneratedRegex("""'descr':\s*'([^']*)'""")]
    private static partial Regex TypePattern();

    [GeneratedRegex("""'fortran_order':\s*(True|False)""")]
    private static partial Regex OrderPattern();

    [GeneratedRegex("""'shape':\s*\(([0-9, ]*)\)""")]
    private static partial Regex ShapePattern();
}
