namespace IlgpuStyle.Imaging;

/// <summary>Extents of a picture in pixels.</summary>
/// <param name="Width">W.</param>
/// <param name="Height">H.</param>
public readonly record struct ImageSize(int Width, int Height)
{
    /// <summary>The longer of the two sides.</summary>
    public int LongSide => Math.Max(Width, Height);

    /// <summary>W·H.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>
    /// The size of the same aspect ratio whose longer side is <paramref name="longSide"/>: the other side is
    /// rounded to the nearest pixel (halves up) and is at least 1, so the picture is never distorted by more
    /// than half a pixel.
    /// </summary>
    /// <param name="width">Present width, at least 1.</param>
    /// <param name="height">Present height, at least 1.</param>
    /// <param name="longSide">Wanted longer side, at least 1.</param>
    public static ImageSize Fit(int width, int height, int longSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(longSide, 1);
        return width >= height
            ? new ImageSize(longSide, ShortSide(height, width, longSide))
            : new ImageSize(ShortSide(width, height, longSide), longSide);
    }

    /// <summary>This size with another longer side; see <see cref="Fit(int, int, int)"/>.</summary>
    /// <param name="longSide">Wanted longer side, at least 1.</param>
    public ImageSize WithLongSide(int longSide) => Fit(Width, Height, longSide);

    /// <inheritdoc/>
    public override string ToString() => $"{Width}×{Height}";

    // In integers, so that exact halves round the same way on every machine.
    private static int ShortSide(int shortSide, int presentLongSide, int longSide) =>
        (int)Math.Max(1, ((2L * shortSide * longSide) + presentLongSide) / (2L * presentLongSide));
}
