namespace IlgpuStyle.Imaging;

/// <summary>What becomes of transparency when a picture is read.</summary>
public enum AlphaMode
{
    /// <summary>The picture is put in front of white, as viewers show it; the result is opaque.</summary>
    CompositeOnWhite,

    /// <summary>
    /// The opacities stay in <see cref="RgbImage.Alpha"/> (null if every pixel is opaque); colours are left
    /// as they are.
    /// </summary>
    Keep,
}
