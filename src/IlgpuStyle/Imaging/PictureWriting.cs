namespace IlgpuStyle.Imaging;

/// <summary>How a picture is written.</summary>
public sealed record PictureWriting
{
    /// <summary>Bits of a sample: 8, or 16 as PNG.</summary>
    public int Depth { get; init; } = 8;

    /// <summary>1 to 100, for JPEG, WebP and AVIF; 100 is lossless as WebP. JPEG keeps colour at full resolution at every
    /// quality.</summary>
    public int Quality { get; init; } = 95;

    /// <summary>Keyword and text pairs to store in the file, such as the settings that made the picture: PNG text chunks, JPEG comments,
    /// else XMP.</summary>
    public IReadOnlyCollection<KeyValuePair<string, string>> Texts { get; init; } = [];

    /// <summary>The ICC profile whose values the picture holds; null for sRGB, with which the file is marked then.</summary>
    public byte[]? Profile { get; init; }

    /// <summary>An EXIF block from its TIFF header on; null for none.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>Whether the file gets a <see cref="PictureSeal"/>.</summary>
    internal bool IsSealed { get; init; }
}
