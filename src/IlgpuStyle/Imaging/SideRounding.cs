namespace IlgpuStyle.Imaging;

/// <summary>How the other side's length becomes whole.</summary>
public enum SideRounding
{
    /// <summary>
    /// To the nearest, halves to the even number (up where the longer side is fitted by
    /// <see cref="ImageSize.WithLongSide"/>).
    /// </summary>
    Nearest,

    /// <summary>side·other/fitted, cut off (Torch 7, torchvision).</summary>
    Truncate,

    /// <summary>
    /// (side/fitted)·length in double, cut off, both sides: in floating point the product may lie just below
    /// a whole number, and the fitted side too is then one less than asked for (neural-style-pt).
    /// </summary>
    TruncateProduct,

    /// <summary><see cref="TruncateProduct"/> in float32 (TensorFlow's tutorial).</summary>
    TruncateSingleProduct,

    /// <summary>To the nearest, halves to the even number (Python's round).</summary>
    NearestEven,

    /// <summary>Up (neural-style's style scale).</summary>
    Up,
}
