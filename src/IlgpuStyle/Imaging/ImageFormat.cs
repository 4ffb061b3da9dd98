namespace IlgpuStyle.Imaging;

/// <summary>The file formats that can be read, told apart by content; some of them can also be written
/// (<see cref="ImageFile.Write"/>).</summary>
public enum ImageFormat
{
    /// <summary>Portable Network Graphics, 1 to 16 bits per sample.</summary>
    Png,

    /// <summary>JPEG of any coding.</summary>
    Jpeg,

    /// <summary>GIF; the first frame counts.</summary>
    Gif,

    /// <summary>Windows and OS/2 bitmap.</summary>
    Bmp,

    /// <summary>Photoshop, small (PSD) and large (PSB); the merged picture counts.</summary>
    Psd,

    /// <summary>Radiance RGBE; light beyond white is cut off.</summary>
    Hdr,

    /// <summary>Truevision TGA. It has no signature and is recognised by a plausible header.</summary>
    Tga,

    /// <summary>WebP; the first frame counts.</summary>
    WebP,

    /// <summary>TIFF; the first page counts.</summary>
    Tiff,

    /// <summary>HEIC: HEVC pictures in a HEIF file.</summary>
    Heic,

    /// <summary>AVIF: AV1 pictures in a HEIF file.</summary>
    Avif,

    /// <summary>JPEG XL, bare or in a container.</summary>
    Jxl,

    /// <summary>JPEG 2000 in a container.</summary>
    Jp2,

    /// <summary>JPEG 2000, bare.</summary>
    J2k,

    /// <summary>A camera's raw file: DNG, CR2, CR3, NEF, ARW, RAF, ORF, RW2, …</summary>
    Raw,

    /// <summary>Netpbm: PBM, PGM, PPM, PAM.</summary>
    Pnm,

    /// <summary>QOI.</summary>
    Qoi,
}
