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
    /// (side/fitted)·other, cut off: in floating point sometimes one less (neural-style-pt, TensorFlow's
    /// tutorial).
    /// </summary>
    TruncateProduct,

    /// <summary>To the nearest, halves to the even number (Python's round).</summary>
    NearestEven,

    /// <summary>Up (neural-style's style scale).</summary>
    Up,
}
