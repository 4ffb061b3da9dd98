namespace IlgpuStyle.Imaging;

/// <summary>
/// The file formats that can be read, told apart by content; PNG and JPEG can also be written.
/// </summary>
public enum ImageFormat
{
    /// <summary>Portable Network Graphics, 1 to 16 bits per sample.</summary>
    Png,

    /// <summary>JPEG, baseline and progressive Huffman coding.</summary>
    Jpeg,

    /// <summary>GIF; the first frame counts.</summary>
    Gif,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>Photoshop; the merged picture counts.</summary>
    Psd,

    /// <summary>Radiance RGBE; tone is mapped with gamma 2.2.</summary>
    Hdr,

    /// <summary>Truevision TGA. It has no signature and is recognised by a plausible header.</summary>
    Tga,
}
