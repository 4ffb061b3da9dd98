namespace IlgpuStyle.Imaging;

/// <summary>
/// The marker segments of a JPEG file (ITU-T T.81, annex B): FF, a marker byte, and mostly a two-byte length. StbImageSharp leaves memory
/// as it found it where a component has no scan or a restart marker is not where it should be, and takes Huffman tables that are missing
/// for empty ones.
/// </summary>
internal sealed class JpegStructure
{
    private const byte StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, HuffmanTables = 0xC4, RestartInterval = 0xDD,
        App1 = 0xE1, App2 = 0xE2;
    private const byte FirstFrame = 0xC0, Progressive = 0xC2, LastFrame = 0xCF;

    // Encoders make up to some 20 scans. Each goes through the whole picture, whatever it holds, and thousands fit into a megabyte: 140 of
    // 100 megapixels took 5 s.
    private const long MostScans = 200, MostPixelsScanned = 8_000_000_000;

    private readonly HashSet<int> _components = [], _scanned = [], _tables = [];
    private readonly byte[]?[] _profile = new byte[]?[256];
    private ImageSize? _size;
    private byte _coding;
    private int _bits, _scans;
    private int _orientation = 1;
    private bool _isAdobeRgb, _hasRestarts, _hasManyScans, _lacksTables;

    private JpegStructure()
    {
    }

    private static ReadOnlySpan<byte> ProfileName => "ICC_PROFILE\0"u8;

    private static ReadOnlySpan<byte> ExifName => "Exif\0\0"u8;

    /// <summary>Walks through the whole file.</summary>
    /// <exception cref="InvalidDataException">It ends too early, has no frame header, or a component has no scan.</exception>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> file)
    {
        JpegStructure found = new();
        var window = new ByteWindow(file);
        int offset = NextMarker(file, 2);
        while (offset > 0 && file[offset] != EndOfImage)
        {
            int length = file[offset] == StartOfImage ? 0 : window.U16Big(offset + 1);
            found.Add(file[offset], length < 2 ? [] : window.Slice(offset + 3, length - 2));
            offset = NextMarker(file, offset + 1 + length);
        }

        return found.Header(file.Length, isWhole: offset > 0);
    }

    // In entropy-coded data FF00 is a stuffed FF and FFD0 to FFD7 are restart markers: neither ends the scan. 0 at the end of the file.
    private static int NextMarker(ReadOnlySpan<byte> file, int offset)
    {
        while (true)
        {
            int step = offset < file.Length ? file[offset..].IndexOf((byte)0xFF) : -1;
            if (step < 0 || offset + step + 1 >= file.Length)
                return 0;
            offset += step + 1;
            if (file[offset] is not (0x00 or 0x01 or 0xFF or (>= 0xD0 and <= 0xD7)))
                return offset;
        }
    }

    private ImageHeader Header(int fileLength, bool isWhole)
    {
        if (_size is not { } size)
            throw isWhole ? new InvalidDataException("the JPEG is damaged: it has no frame header") : ByteWindow.Truncated(fileLength);
        if (_scans > Math.Min(MostScans, MostPixelsScanned / Math.Max(1, size.Pixels)))
            throw new InvalidDataException($"the JPEG is damaged: {_scans} scans of {size} pixels, where encoders make 20 at most");
        if (!_components.IsSubsetOf(_scanned))
        {
            throw new InvalidDataException($"the JPEG is damaged or truncated: the pixels of "
                + $"{_components.Except(_scanned).Count()} of its {Counted.Of(_components.Count, "colour component")} are missing");
        }

        byte[] profile = [.. _profile.SelectMany(part => part ?? [])];
        bool isSrgb = profile.Length == 0 ? !_isAdobeRgb : IccProfile.IsSrgb(profile);
        return new ImageHeader(size, _orientation)
        {
            LacksEnd = !isWhole,
            HasManyScans = _hasManyScans,
            Profile = profile.Length == 0 && _isAdobeRgb ? CodedColors.AdobeRgb() : null,
            IsPlain = isWhole && isSrgb && _orientation == 1 && !_hasRestarts && !_lacksTables && _coding <= Progressive && _bits == 8
                && _components.Count is 1 or 3,
        };
    }

    private void Add(byte marker, ReadOnlySpan<byte> segment)
    {
        switch (marker)
        {
            case HuffmanTables:
                AddTables(segment);
                break;
            case StartOfScan:
                AddScan(segment);
                break;
            case RestartInterval:
                _hasRestarts |= segment.Length < 2 || (segment[0] | segment[1]) != 0;
                break;
            case App1 when segment.StartsWith(ExifName):
                TiffTags exif = new(segment[ExifName.Length..]);
                _orientation = _orientation == 1 ? exif.OrientationOrUpright() : _orientation;
                _isAdobeRgb |= exif.IsAdobeRgb();
                break;
            case App2 when segment.StartsWith(ProfileName) && segment.Length > ProfileName.Length + 2:
                _profile[segment[ProfileName.Length]] = segment[(ProfileName.Length + 2)..].ToArray();
                break;
            case >= FirstFrame and <= LastFrame when marker is not (0xC8 or 0xCC):
                AddFrame(marker, segment);
                break;
        }
    }

    // Bits, height, width, components; of each component its name, sampling and quantisation table.
    private void AddFrame(byte marker, ReadOnlySpan<byte> segment)
    {
        var window = new ByteWindow(segment);
        _size ??= new ImageSize(window.U16Big(3), window.U16Big(1));
        (_coding, _bits) = (marker, window.U8(0));
        for (int i = 0; i < window.U8(5); i++)
            _components.Add(window.U8(6 + 3 * i));
    }

    // Class and number, how many codes of each of 16 lengths, then as many symbols.
    private void AddTables(ReadOnlySpan<byte> segment)
    {
        while (segment.Length >= 17)
        {
            _tables.Add(segment[0]);
            int symbols = 0;
            foreach (byte count in segment.Slice(1, 16))
                symbols += count;
            segment = segment[Math.Min(segment.Length, 17 + symbols)..];
        }
    }

    // Components, of each its name and two tables; then the coefficients from and to, and the bits that stand already and are added.
    private void AddScan(ReadOnlySpan<byte> segment)
    {
        _scans++;
        var window = new ByteWindow(segment);
        int count = window.U8(0), first = window.U8(1 + 2 * count);
        _hasManyScans |= count < _components.Count || _coding == Progressive;
        bool isProgressive = _coding == Progressive, isRefinement = isProgressive && window.U8(3 + 2 * count) >> 4 != 0;
        for (int i = 0; i < count; i++)
        {
            int tables = window.U8(2 + 2 * i);
            if (first == 0 && !isRefinement)
            {
                _scanned.Add(window.U8(1 + 2 * i));
                _lacksTables |= !_tables.Contains(tables >> 4);
            }

            _lacksTables |= (!isProgressive || first > 0) && !_tables.Contains(0x10 | (tables & 0xF));
        }
    }
}
