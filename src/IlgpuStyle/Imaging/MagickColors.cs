using ImageMagick;

namespace IlgpuStyle.Imaging;

/// <summary>Colour conversion by Little CMS: relative colorimetric, black to black.</summary>
internal static class MagickColors
{
    /// <summary>Gives a decoded picture the colours that are wanted.</summary>
    /// <param name="image">As it was decoded; its own profile, if any, goes.</param>
    /// <param name="implied">The profile of its values where the decoder gave none; null for sRGB, or for print a common press.</param>
    /// <param name="reading">The profile of an RGB space that is wanted, or that its own is to stay.</param>
    /// <param name="notes">Gets a note if colours were changed.</param>
    /// <returns>The profile of its values now; null for sRGB.</returns>
    public static byte[]? Convert(MagickImage image, byte[]? implied, PictureReading reading, ICollection<string> notes)
    {
        byte[]? own = image.GetColorProfile()?.ToByteArray() ?? implied;
        ColorProfile? source = own is { Length: > IccProfile.HeaderLength } ? new ColorProfile(own) : null;
        ColorSpace? space = SpaceOf(source);
        if (image.ColorSpace == ColorSpace.CMYK && space != ColorSpace.CMYK)
            (source, space) = (ColorProfiles.USWebCoatedSWOP, ColorSpace.CMYK);
        else if (image.ColorSpace != ColorSpace.CMYK && (image.ColorSpace != ColorSpace.Gray || space != ColorSpace.Gray))
            image.ColorSpace = ColorSpace.sRGB;
        bool fits = space == image.ColorSpace;
        if (own is not null && !fits)
            notes.Add("its colour profile is damaged or of another kind of picture and counts as sRGB");
        bool isSrgb = !fits || IccProfile.IsSrgb(own);
        byte[]? wanted = reading.KeepsProfile ? (isSrgb || image.ColorSpace != ColorSpace.sRGB ? null : own) : reading.Profile;
        image.RemoveProfile("icc");
        bool isWanted = wanted is null ? isSrgb : !isSrgb && wanted.AsSpan().SequenceEqual(own);
        if (!isWanted && !TryTransform(image, isSrgb ? ColorProfiles.SRGB : source!, wanted, notes))
            wanted = null;
        if (image.ColorSpace != ColorSpace.sRGB)
            image.ColorSpace = ColorSpace.sRGB;
        return wanted;
    }

    // Null where there is no profile, or its header names a space that there is not.
    private static ColorSpace? SpaceOf(ColorProfile? profile)
    {
        try
        {
            return profile?.ColorSpace;
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }

    private static bool TryTransform(MagickImage image, ColorProfile source, byte[]? wanted, ICollection<string> notes)
    {
        image.RenderingIntent = RenderingIntent.Relative;
        image.BlackPointCompensation = true;
        try
        {
            image.TransformColorSpace(source, wanted is null ? ColorProfiles.SRGB : new ColorProfile(wanted), ColorTransformMode.Quantum);
            notes.Add($"colours converted from {Name(source.ToByteArray())} to {Name(wanted)}");
            return true;
        }
        catch (MagickException exception)
        {
            notes.Add($"its colour profile is damaged and counts as sRGB ({MagickLibrary.Clause(exception)})");
            return false;
        }
    }

    private static string Name(byte[]? profile) => profile is null || IccProfile.IsSrgb(profile) ? "sRGB" : IccProfile.Name(profile);
}
