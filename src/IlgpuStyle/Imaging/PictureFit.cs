namespace IlgpuStyle.Imaging;

/// <summary>
/// How a picture is brought to a wanted size: which side has it, how the other is rounded, which kernel
/// resizes.
/// </summary>
/// <param name="ShortSide">Whether the shorter side gets the wanted length rather than the longer.</param>
/// <param name="Rounding">Of the other side.</param>
/// <param name="NeverEnlarges">Whether a picture that is smaller stays as it is.</param>
/// <param name="Filter">Kernel.</param>
public sealed record PictureFit(
    bool ShortSide = false, SideRounding Rounding = SideRounding.Nearest, bool NeverEnlarges = false,
    ResampleFilter Filter = ResampleFilter.Auto)
{
    /// <summary>The size that a picture gets.</summary>
    /// <param name="picture">Its own.</param>
    /// <param name="side">Wanted length of the side that is fitted, at least 1.</param>
    public ImageSize SizeOf(ImageSize picture, int side)
    {
        if (NeverEnlarges && SideOf(picture) <= side)
            return picture;
        if (!ShortSide && Rounding == SideRounding.Nearest)
            return picture.WithLongSide(side);
        bool fitsWidth = ShortSide == (picture.Width < picture.Height);
        int fitted = fitsWidth ? picture.Width : picture.Height;
        int other = fitsWidth ? picture.Height : picture.Width;
        int rounded = Math.Max(1, Round(side, other, fitted));
        int reached = IsProduct ? Math.Max(1, Round(side, fitted, fitted)) : side;
        return fitsWidth ? new ImageSize(reached, rounded) : new ImageSize(rounded, reached);
    }

    /// <summary>Length of the side that is fitted.</summary>
    public int SideOf(ImageSize picture) =>
        ShortSide ? Math.Min(picture.Width, picture.Height) : picture.LongSide;

    /// <summary>
    /// The length that was asked for when <see cref="SizeOf"/> gave this size: what is cut off from a product
    /// may have taken one pixel of it.
    /// </summary>
    /// <param name="fitted">What <see cref="SizeOf"/> gave.</param>
    /// <param name="full">Length at full size.</param>
    public int AskedSideOf(ImageSize fitted, int full) =>
        IsProduct && SideOf(fitted) == full - 1 ? full : SideOf(fitted);

    private bool IsProduct => Rounding is SideRounding.TruncateProduct or SideRounding.TruncateSingleProduct;

    // In the tools' own precision and order of operations, so that exact quotients stay exact.
    private int Round(int side, int length, int fitted) => Rounding.Round(Rounding switch
    {
        SideRounding.TruncateProduct => (double)side / fitted * length,
        SideRounding.TruncateSingleProduct => (float)side / fitted * length,
        _ => (double)side * length / fitted,
    });
}
