using ImageMagick;

namespace IlgpuStyle.Imaging;

/// <summary>
/// ImageMagick, for every picture but plain PNG and JPEG. Its library (39 MB) is loaded when the first of those comes, with the rules of
/// <c>policy.xml</c>: only the coders of <see cref="ImageFormat"/>, and limits of memory, size and time.
/// </summary>
internal static class MagickLibrary
{
    private static readonly Lazy<string?> s_failure = new(Start);

    /// <summary>Whether the library is there; loads it if nobody has.</summary>
    public static bool IsThere => s_failure.Value is null;

    /// <summary>Loads the library if nobody has.</summary>
    /// <exception cref="InvalidDataException">It cannot be loaded.</exception>
    public static void Load()
    {
        if (s_failure.Value is { } failure)
            throw new InvalidDataException(
                $"it needs ImageMagick's library Magick.Native beside the program, which cannot be loaded ({failure})");
    }

    /// <summary>The coder of a format: always named, so that no content can choose another.</summary>
    public static MagickFormat Coder(ImageFormat format) => format switch
    {
        ImageFormat.Png => MagickFormat.Png,
        ImageFormat.Jpeg => MagickFormat.Jpeg,
        ImageFormat.Gif => MagickFormat.Gif,
        ImageFormat.Bmp => MagickFormat.Bmp,
        ImageFormat.Psd => MagickFormat.Psd,
        ImageFormat.Hdr => MagickFormat.Hdr,
        ImageFormat.Tga => MagickFormat.Tga,
        ImageFormat.WebP => MagickFormat.WebP,
        ImageFormat.Tiff => MagickFormat.Tiff,
        ImageFormat.Heic => MagickFormat.Heic,
        ImageFormat.Avif => MagickFormat.Avif,
        ImageFormat.Jxl => MagickFormat.Jxl,
        ImageFormat.Jp2 => MagickFormat.Jp2,
        ImageFormat.J2k => MagickFormat.J2k,
        ImageFormat.Raw => MagickFormat.Dng,
        ImageFormat.Pnm => MagickFormat.Pnm,
        ImageFormat.Qoi => MagickFormat.Qoi,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No coder."),
    };

    /// <summary>ImageMagick's words for an error as a clause: "CorruptImage `' @ error/gif.c/DecodeImage/505" is "corrupt image".</summary>
    public static string Clause(MagickException exception)
    {
        string text = exception.Message.Split('`')[0].Split(" '':")[0].Trim();
        return text.Contains(' ') ? text
            : string.Concat(text.Select((c, i) => char.IsUpper(c) ? $"{(i > 0 ? " " : "")}{char.ToLowerInvariant(c)}" : $"{c}"));
    }

    /// <summary>Null, or why the library cannot be used.</summary>
    private static string? Start()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("istyle-");
        try
        {
            using (Stream policy = typeof(MagickLibrary).Assembly.GetManifestResourceStream("policy.xml")!)
            using (FileStream copy = File.Create(Path.Combine(folder.FullName, "policy.xml")))
                policy.CopyTo(copy);
            MagickNET.SetEnvironmentVariable("MAGICK_CONFIGURE_PATH", folder.FullName);
            // The policy is read, once, when the first limit is asked for; a program that has used ImageMagick before keeps its own.
            _ = ResourceLimits.Width;
            return null;
        }
        catch (Exception exception) when (
            Unwrapped(exception) is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            return Unwrapped(exception).Message.Split('\n')[0].TrimEnd('.', ':', ' ');
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Exception Unwrapped(Exception exception) =>
        exception is TypeInitializationException { InnerException: { } inner } ? Unwrapped(inner) : exception;
}
