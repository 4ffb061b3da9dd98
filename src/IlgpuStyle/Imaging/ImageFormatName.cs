namespace IlgpuStyle.Imaging;

/// <summary>What people call a format.</summary>
internal static class ImageFormatName
{
    /// <summary>"JPEG", "JPEG 2000", "raw".</summary>
    public static string Of(ImageFormat format) => format switch
    {
        ImageFormat.Hdr => "Radiance HDR",
        ImageFormat.WebP => "WebP",
        ImageFormat.Jxl => "JPEG XL",
        ImageFormat.Jp2 or ImageFormat.J2k => "JPEG 2000",
        ImageFormat.Raw => "raw",
        ImageFormat.Pnm => "Netpbm",
        _ => format.ToString().ToUpperInvariant(),
    };
}
