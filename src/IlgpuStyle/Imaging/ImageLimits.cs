namespace IlgpuStyle.Imaging;

/// <summary>
/// The largest picture that is decoded. A few kilobytes of file can claim gigabytes of pixels
/// ("decompression bomb"), so the header's size is held against these limits before a decoder sees the file.
/// </summary>
/// <param name="MaxPixels">Largest W·H.</param>
/// <param name="MaxSide">Largest W and largest H.</param>
public readonly record struct ImageLimits(long MaxPixels, int MaxSide)
{
    /// <summary>100 megapixels (1.2 GB as float RGB), 65535 a side (what JPEG can say).</summary>
    public static ImageLimits Default => new(100_000_000, 65_535);

    /// <summary>Throws if the size is empty or beyond the limits.</summary>
    /// <param name="size">The size in the file's header.</param>
    /// <exception cref="InvalidDataException">With the reason as a clause.</exception>
    internal void Check(ImageSize size)
    {
        if (size.Width < 1 || size.Height < 1)
            throw new InvalidDataException($"its header says {size} pixels; the file is damaged");
        if (size.LongSide > MaxSide)
            throw new InvalidDataException(
                $"its header says {size} pixels; at most {MaxSide} a side are accepted");
        if (size.Pixels > MaxPixels)
        {
            string found = FormattableString.Invariant($"{size} ({size.Pixels / 1e6:0.#} megapixels)");
            throw new InvalidDataException(FormattableString.Invariant(
                $"its header says {found}; at most {MaxPixels / 1e6:0.#} are read"));
        }
    }
}
