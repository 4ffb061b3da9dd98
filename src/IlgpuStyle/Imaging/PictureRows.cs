namespace IlgpuStyle.Imaging;

/// <summary>
/// Makes a picture of a decoder's rows as they come, smaller if asked: each of its pixels is then the mean over the area that it covers,
/// colours weighted by their opacity. The picture at its stored size is never there in floats.
/// </summary>
internal sealed class PictureRows
{
    private const int Planes = RgbImage.Channels + 1;

    private readonly ImageSize _stored;
    private readonly ImageSize _size;
    private readonly float[] _data;
    private readonly float[] _line;
    private readonly (int First, float Share)[] _columns;
    private float[]? _alpha;
    private int _row;

    /// <summary>A picture without rows.</summary>
    /// <param name="stored">The decoder's size.</param>
    /// <param name="size">The picture's, not larger; the same takes the values as they are.</param>
    public PictureRows(ImageSize stored, ImageSize size)
    {
        (_stored, _size) = (stored, size);
        _data = new float[checked(RgbImage.Channels * size.Width * size.Height)];
        if (size != stored)
            _alpha = new float[size.Pixels];
        _line = new float[size == stored ? 0 : Planes * size.Width];
        _columns = [.. Enumerable.Range(0, size == stored ? 0 : stored.Width).Select(x => Overlap(x, stored.Width, size.Width))];
    }

    /// <summary>Takes the next row.</summary>
    /// <param name="row">Interleaved: grey, grey and opacity, RGB, or RGB and opacity.</param>
    public void Add(ReadOnlySpan<byte> row)
    {
        int samples = row.Length / _stored.Width;
        if (_size == _stored)
            Copy(row, samples, _row * _size.Width);
        else
            Average(row, samples);
        _row++;
    }

    /// <summary>The picture, once all rows are there; it has an alpha plane only if some pixel is not opaque.</summary>
    public RgbImage ToImage()
    {
        if (_size != _stored)
            Divide();
        bool isOpaque = _alpha is null || !_alpha.AsSpan().ContainsAnyExcept(1f);
        return new RgbImage(_size.Width, _size.Height, _data, isOpaque ? null : _alpha);
    }

    /// <summary>The first of the two pixels that one pixel's area goes to, and its share there.</summary>
    private static (int First, float Share) Overlap(int x, int length, int newLength)
    {
        long begin = (long)x * newLength, first = begin / length, border = (first + 1) * length;
        return ((int)first, (float)(Math.Min(border, begin + newLength) - begin) / newLength);
    }

    private void Copy(ReadOnlySpan<byte> row, int samples, int start)
    {
        int pixels = (int)_size.Pixels, green = samples > 2 ? 1 : 0, blue = 2 * green;
        bool hasAlpha = samples is 2 or 4;
        for (int x = 0; x < _size.Width; x++)
        {
            ReadOnlySpan<byte> pixel = row.Slice(x * samples, samples);
            int i = start + x;
            _data[i] = pixel[0] / 255f;
            _data[pixels + i] = pixel[green] / 255f;
            _data[2 * pixels + i] = pixel[blue] / 255f;
            if (!hasAlpha)
                continue;
            if (_alpha is null && pixel[^1] != 255)
                Array.Fill(_alpha = new float[pixels], 1f);
            if (_alpha is not null)
                _alpha[i] = pixel[^1] / 255f;
        }
    }

    private void Average(ReadOnlySpan<byte> row, int samples)
    {
        Array.Clear(_line);
        int green = samples > 2 ? 1 : 0, blue = 2 * green, last = _line.Length - Planes;
        bool hasAlpha = samples is 2 or 4;
        for (int x = 0; x < _columns.Length; x++)
        {
            ReadOnlySpan<byte> pixel = row.Slice(x * samples, samples);
            float opacity = hasAlpha ? pixel[^1] / 255f : 1;
            (int first, float share) = _columns[x];
            Span<float> target = _line.AsSpan(first * Planes);
            float weight = share * opacity;
            target[0] += weight * pixel[0];
            target[1] += weight * pixel[green];
            target[2] += weight * pixel[blue];
            target[3] += weight;
            if (share >= 1 || first * Planes == last)
                continue;
            weight = opacity - weight;
            target[4] += weight * pixel[0];
            target[5] += weight * pixel[green];
            target[6] += weight * pixel[blue];
            target[7] += weight;
        }

        (int top, float part) = Overlap(_row, _stored.Height, _size.Height);
        AddLine(top, part);
        if (part < 1 && top + 1 < _size.Height)
            AddLine(top + 1, 1 - part);
    }

    private void AddLine(int y, float share)
    {
        int pixels = (int)_size.Pixels, start = y * _size.Width;
        for (int x = 0; x < _size.Width; x++)
        {
            int i = start + x;
            _data[i] += share * _line[Planes * x];
            _data[pixels + i] += share * _line[Planes * x + 1];
            _data[2 * pixels + i] += share * _line[Planes * x + 2];
            _alpha![i] += share * _line[Planes * x + 3];
        }
    }

    /// <summary>From sums to means; where nothing is visible, black.</summary>
    private void Divide()
    {
        float area = (float)((double)_size.Pixels / _stored.Pixels);
        for (int i = 0; i < _alpha!.Length; i++)
        {
            float scale = _alpha[i] > 0 ? 1 / (255 * _alpha[i]) : 0;
            for (int c = 0; c < RgbImage.Channels; c++)
                _data[c * _alpha.Length + i] = Math.Min(1, _data[c * _alpha.Length + i] * scale);
            // Sums of shares are off by rounding.
            float opacity = _alpha[i] * area;
            _alpha[i] = opacity > 1 - 1e-4f ? 1 : opacity;
        }
    }
}
