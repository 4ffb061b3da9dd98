using System.Globalization;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Runs.Settings;

/// <summary>
/// A mask as it is named: FILE (white counts, black does not, grey in part), FILE:inverse (the other way round), or FILE:RRGGBB
/// (the pixels of that colour).
/// </summary>
/// <param name="Text">As it is named.</param>
/// <param name="Path">The picture.</param>
/// <param name="Suffix">What stands behind the colon.</param>
internal sealed record MaskFile(string Text, string Path, string Suffix)
{
    // Half of the smallest distance between two colours that anyone would paint regions with; edges that were
    // smoothed fall to neither.
    private const float ColorTolerance = 0.1f;

    /// <summary>How one mask is read.</summary>
    public static SettingType<MaskFile> Type { get; } =
        new("MASK", values => Parse(values[0]) ?? throw new FormatException("expected the file of a mask.")) { IsInput = true,
            PathIn = PathIn };

    /// <summary>How one for each painting is read; <c>-</c> and nothing mean none.</summary>
    public static SettingType<IReadOnlyList<MaskFile?>> ListType { get; } =
        new("MASK,…", values => [.. values.Select(Parse)]) { IsList = true, IsInput = true, PathIn = PathIn };

    /// <summary>Reads the mask.</summary>
    /// <param name="setting">For messages.</param>
    /// <param name="files">Read it.</param>
    /// <exception cref="InputException">The file cannot be read, or the mask is 0 everywhere.</exception>
    public Mask Read(Setting setting, InputPictures files)
    {
        // The mean of two brightnesses is one, that of two colours another colour.
        RgbImage picture = files.Other(Path, "counts by brightness and opacity", isWhole: ColorOf(Suffix) is not null);
        Mask mask = Suffix switch
        {
            "" => Mask.FromBrightness(picture),
            "inverse" => Mask.FromBrightness(picture).Inverse(),
            _ => OfColor(picture, ColorOf(Suffix)!),
        };
        return mask.Data.Any(value => value > 0)
            ? mask
            : throw new InputException(
                $"{setting.Typed} '{Text}': the mask is empty; expected some {(Suffix.Length == 6 ? "pixels of that colour" : "white")}.");
    }

    private static MaskFile? Parse(string text)
    {
        if (PathIn(text) is not var (path, rest))
            return null;
        string suffix = rest.TrimStart(':');
        return suffix is "" or "inverse" || ColorOf(suffix) is not null
            ? new MaskFile(text, path, suffix)
            : throw new FormatException(
                $"there is no such file, and '{suffix}' is neither inverse nor a colour; expected FILE, FILE:inverse or FILE:RRGGBB.");
    }

    private static (string Path, string Suffix)? PathIn(string text)
    {
        if (text is "" or "-")
            return null;
        return InputAddress.Split(text);
    }

    private static Mask OfColor(RgbImage picture, float[] color)
    {
        int pixels = picture.Width * picture.Height;
        float[] data = new float[pixels];
        for (int i = 0; i < pixels; i++)
        {
            float distance = 0;
            for (int c = 0; c < RgbImage.Channels; c++)
                distance = Math.Max(distance, Math.Abs(picture.Data[c * pixels + i] - color[c]));
            data[i] = distance <= ColorTolerance && picture.Alpha?[i] is null or >= 0.5f ? 1 : 0;
        }

        return new Mask(picture.Width, picture.Height, data);
    }

    private static float[]? ColorOf(string suffix) =>
        suffix.Length == 6 && int.TryParse(suffix, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int rgb)
            ? [(rgb >> 16) / 255f, (rgb >> 8 & 255) / 255f, (rgb & 255) / 255f]
            : null;
}
