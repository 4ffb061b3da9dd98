namespace IlgpuStyle.Imaging;

/// <summary>How a picture is read.</summary>
internal sealed record PictureReading
{
    /// <summary>What becomes of transparency.</summary>
    public AlphaMode Alpha { get; init; } = AlphaMode.CompositeOnWhite;

    /// <summary>
    /// The upright size that is enough: a picture that is larger is read at it, and never held in floats at its own. Null reads all pixels.
    /// </summary>
    public ImageSize? Enough { get; init; }

    /// <summary>The ICC profile of an RGB space whose values the picture gets; null for sRGB.</summary>
    public byte[]? Profile { get; init; }

    /// <summary>
    /// Whether the values stay as they are where the file's profile is that of an RGB space (<see cref="PictureFile.Profile"/>), in place
    /// of
    /// <see cref="Profile"/>.
    /// </summary>
    public bool KeepsProfile { get; init; }
}
