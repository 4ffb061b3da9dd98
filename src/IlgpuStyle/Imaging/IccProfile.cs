using System.Buffers.Binary;
using System.Text;

namespace IlgpuStyle.Imaging;

/// <summary>
/// An ICC profile (ICC.1:2022): a header of 128 bytes, a table of tags, their data, all big endian. Of a profile that was found it is asked
/// whether it means sRGB; others are made of primaries and a curve, for files that only name those.
/// </summary>
internal static class IccProfile
{
    /// <summary>The bytes before the table of tags.</summary>
    public const int HeaderLength = 128;

    private const int CurveEntries = 4096;

    // The D50 illuminant that profiles relate to.
    private static readonly double[] s_d50 = [0.9642, 1, 0.8249];

    // sRGB's primaries, adapted to D50 (IEC 61966-2-1).
    private static readonly (string Tag, double[] Value)[] s_srgb =
        [("rXYZ", [0.4361, 0.2225, 0.0139]), ("gXYZ", [0.3851, 0.7169, 0.0971]), ("bXYZ", [0.1431, 0.0606, 0.7141])];

    private static readonly double[,] s_bradford =
        { { 0.8951, 0.2664, -0.1614 }, { -0.7502, 1.7135, 0.0367 }, { 0.0389, -0.0685, 1.0296 } };

    /// <summary>sRGB's curve from a value to light, both 0 to 1.</summary>
    public static double SrgbToLinear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    /// <summary>
    /// Whether the profile means sRGB to within what 8 bits can show: the same primaries, and the same curve where it differs most from
    /// other curves.
    /// </summary>
    /// <param name="profile">The profile; one that is damaged is not sRGB's.</param>
    public static bool IsSrgb(ReadOnlySpan<byte> profile)
    {
        foreach ((string tag, double[] expected) in s_srgb)
        {
            ReadOnlySpan<byte> data = Tag(profile, tag);
            if (data.Length < 20)
                return false;
            for (int i = 0; i < expected.Length; i++)
            {
                // Rounding of published profiles, and white points that differ in the fourth digit.
                const double Tolerance = 0.002;
                if (Math.Abs(Fixed(data[(8 + 4 * i)..]) - expected[i]) > Tolerance)
                    return false;
            }
        }

        ReadOnlySpan<byte> curve = Tag(profile, "rTRC");
        // A power of 2.2 is off by 0.003 at ½ and by 0.0013 at 0.05: a visible step in the shadows.
        return Math.Abs(Evaluate(curve, 0.5) - SrgbToLinear(0.5)) < 0.0015 && Math.Abs(Evaluate(curve, 0.05) - SrgbToLinear(0.05)) < 0.0008;
    }

    /// <summary>What the profile calls itself: ASCII in version 2, the first of its languages in version 4.</summary>
    public static string Name(ReadOnlySpan<byte> profile)
    {
        ReadOnlySpan<byte> text = Tag(profile, "desc");
        int start = 12, length = 0;
        bool isUnicode = text.Length >= 28 && text.StartsWith("mluc"u8);
        if (isUnicode)
            (length, start) = (BinaryPrimitives.ReadInt32BigEndian(text[20..]), BinaryPrimitives.ReadInt32BigEndian(text[24..]));
        else if (text.Length >= 12 && text.StartsWith("desc"u8))
            length = BinaryPrimitives.ReadInt32BigEndian(text[8..]);
        if (length <= 0 || start < 0 || (long)start + length > text.Length)
            return "a profile without a name";
        text = text.Slice(start, length);
        return (isUnicode ? Encoding.BigEndianUnicode : Encoding.ASCII).GetString(text).Split('\0')[0].Trim();
    }

    /// <summary>A profile of three primaries and one curve.</summary>
    /// <param name="name">What it is called in messages; ASCII.</param>
    /// <param name="chromaticities">x and y of white, red, green, blue.</param>
    /// <param name="toLinear">From a value to light, both 0 to 1.</param>
    public static byte[] Create(string name, IReadOnlyList<double> chromaticities, Func<double, double> toLinear)
    {
        double[,] primaries = new double[3, 3];
        double[] white = Xyz(chromaticities[0], chromaticities[1]);
        for (int c = 0; c < 3; c++)
        {
            double[] xyz = Xyz(chromaticities[2 + 2 * c], chromaticities[3 + 2 * c]);
            for (int row = 0; row < 3; row++)
                primaries[row, c] = xyz[row];
        }

        // As much of each primary as makes white, then white to D50 by Bradford's cones (ICC.1:2022, annex E).
        double[] shares = Apply(Matrix3.Invert(primaries), white);
        double[] from = Apply(s_bradford, white), to = Apply(s_bradford, s_d50);
        double[,] adaptation = Matrix3.Multiply(
            Matrix3.Multiply(Matrix3.Invert(s_bradford), Diagonal([to[0] / from[0], to[1] / from[1], to[2] / from[2]])), s_bradford);
        double[,] colorants = Matrix3.Multiply(adaptation, Matrix3.Multiply(primaries, Diagonal(shares)));
        byte[] curve = [.. "curv\0\0\0\0"u8, .. U32(CurveEntries), .. Enumerable.Range(0, CurveEntries).SelectMany(
            i => U32((uint)Math.Round(65535 * Math.Clamp(toLinear(i / (CurveEntries - 1.0)), 0, 1)))[2..])];
        byte[] text = [.. Encoding.ASCII.GetBytes(name), 0];
        return Assemble(
        [
            ("desc", [.. "desc\0\0\0\0"u8, .. U32((uint)text.Length), .. text, .. new byte[78]]), ("cprt", [.. "text\0\0\0\0\0"u8]),
            ("wtpt", XyzTag(s_d50)),
            .. s_srgb.Select((tag, c) => (tag.Tag, XyzTag([colorants[0, c], colorants[1, c], colorants[2, c]]))),
            ("rTRC", curve), ("gTRC", curve), ("bTRC", curve),
        ]);
    }

    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> profile, string name)
    {
        for (int offset = HeaderLength + 4; offset + 12 <= profile.Length; offset += 12)
        {
            if (!profile.Slice(offset, 4).SequenceEqual(Encoding.ASCII.GetBytes(name)))
                continue;
            uint start = BinaryPrimitives.ReadUInt32BigEndian(profile[(offset + 4)..]),
                length = BinaryPrimitives.ReadUInt32BigEndian(profile[(offset + 8)..]);
            return start + (long)length <= profile.Length ? profile.Slice((int)start, (int)length) : [];
        }

        return [];
    }

    /// <summary>A curve at a value: a table, a power, or a parametric curve of type 3 (10.6 and 10.18); NaN for what is neither.</summary>
    private static double Evaluate(ReadOnlySpan<byte> curve, double x)
    {
        if (curve.Length >= 14 && curve.StartsWith("curv"u8))
        {
            int count = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(curve[8..]), (uint)(curve.Length - 12) / 2);
            if (count == 1)
                return Math.Pow(x, BinaryPrimitives.ReadUInt16BigEndian(curve[12..]) / 256.0);
            int below = (int)(x * (count - 1));
            double part = x * (count - 1) - below;
            return count < 2 ? double.NaN : ((1 - part) * Entry(curve, below) + part * Entry(curve, below + 1)) / 65535;
        }

        if (curve.Length < 32 || !curve.StartsWith("para"u8) || curve[9] != 3)
            return double.NaN;
        double g = Fixed(curve[12..]), a = Fixed(curve[16..]), b = Fixed(curve[20..]), c = Fixed(curve[24..]), d = Fixed(curve[28..]);
        return x >= d ? Math.Pow(a * x + b, g) : c * x;
    }

    private static double Entry(ReadOnlySpan<byte> curve, int index) => BinaryPrimitives.ReadUInt16BigEndian(curve[(12 + 2 * index)..]);

    private static byte[] Assemble(IReadOnlyList<(string Name, byte[] Data)> tags)
    {
        int start = HeaderLength + 4 + 12 * tags.Count;
        List<byte> table = [.. U32((uint)tags.Count)], data = [];
        Dictionary<byte[], int> places = [];
        foreach ((string name, byte[] bytes) in tags)
        {
            if (!places.TryGetValue(bytes, out int place))
            {
                places[bytes] = place = start + data.Count;
                data.AddRange([.. bytes, .. new byte[(4 - bytes.Length % 4) % 4]]);
            }

            table.AddRange([.. Encoding.ASCII.GetBytes(name), .. U32((uint)place), .. U32((uint)bytes.Length)]);
        }

        // Size, no preferred engine, version 2.4, a display's RGB to XYZ, a date, "acsp"; D50 at byte 68.
        byte[] header =
        [
            .. U32((uint)(start + data.Count)), 0, 0, 0, 0, 2, 0x40, 0, 0, .. "mntrRGB XYZ "u8, 7, 0xE9, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0,
                .. "acsp"u8,
            .. new byte[28], .. XyzTag(s_d50)[8..], .. new byte[48],
        ];
        return [.. header, .. table, .. data];
    }

    private static double[] Xyz(double x, double y) => [x / y, 1, (1 - x - y) / y];

    private static double[,] Diagonal(double[] values) => new[,] { { values[0], 0, 0 }, { 0, values[1], 0 }, { 0, 0, values[2] } };

    private static double[] Apply(double[,] matrix, double[] vector) =>
        [.. Enumerable.Range(0, 3).Select(row => matrix[row, 0] * vector[0] + matrix[row, 1] * vector[1] + matrix[row, 2] * vector[2])];

    private static byte[] XyzTag(double[] xyz) =>
        [.. "XYZ \0\0\0\0"u8, .. xyz.SelectMany(value => U32((uint)(int)Math.Round(65536 * value)))];

    private static double Fixed(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32BigEndian(bytes) / 65536.0;

    private static byte[] U32(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
