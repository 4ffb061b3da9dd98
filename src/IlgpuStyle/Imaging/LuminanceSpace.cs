namespace IlgpuStyle.Imaging;

/// <summary>The colour space whose lightness axis is split from the colours.</summary>
public enum LuminanceSpace
{
    /// <summary>
    /// Y = 0.299·R + 0.587·G + 0.114·B of NTSC's YIQ, on the values as they stand in the file.
    /// </summary>
    Yiq,

    /// <summary>L* of CIE L*a*b* (D65, from linearised sRGB): equal steps look equally large.</summary>
    Lab,

    /// <summary>
    /// Y of JPEG's YCbCr on 8 bits a channel in Pillow's arithmetic: <see cref="Yiq"/> but for its roundings (neural-style-pt).
    /// </summary>
    PillowYCbCr,
}
