using System.Globalization;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Cli;

/// <summary>
/// A mask on the command line: FILE (white counts, black does not, grey in part), FILE:inverse (the other way
/// round), or FILE:RRGGBB (the pixels of that colour).
/// </summary>
internal static class MaskFile
{
    // Half of the smallest distance between two colours that anyone would paint regions with; edges that were
    // smoothed fall to neither.
    private const float ColorTolerance = 0.1f;

    /// <summary>The masks between commas, one for each word; <c>-</c> and nothing mean none.</summary>
    /// <param name="option">For messages.</param>
    /// <param name="text">What was typed.</param>
    /// <exception cref="InputException">A file cannot be read or has nothing in it.</exception>
    public static IReadOnlyList<Mask?> ReadList(string option, string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(word => word is "" or "-" ? null : Read(option, word))];

    /// <summary>One mask.</summary>
    /// <param name="option">For messages.</param>
    /// <param name="word">FILE, FILE:inverse or FILE:RRGGBB.</param>
    /// <exception cref="InputException">The file cannot be read, or the mask is 0 everywhere.</exception>
    public static Mask Read(string option, string word)
    {
        int colon = word.LastIndexOf(':');
        string suffix = File.Exists(word) || colon <= 0 ? "" : word[(colon + 1)..];
        RgbImage picture = ImageFile.Read(suffix.Length > 0 ? word[..colon] : word);
        Mask mask = suffix switch
        {
            "" => Mask.FromBrightness(picture),
            "inverse" => Mask.FromBrightness(picture).Inverse(),
            _ => OfColor(picture, ColorOf(option, word, suffix)),
        };
        return mask.Data.Any(value => value > 0)
            ? mask
            : throw new InputException(
                $"{option} '{word}': the mask is empty; expected some "
                    + $"{(suffix.Length == 6 ? "pixels of that colour" : "white")}.");
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
            data[i] = distance <= ColorTolerance ? 1 : 0;
        }

        return new Mask(picture.Width, picture.Height, data);
    }

    private static float[] ColorOf(string option, string word, string suffix) =>
        suffix.Length == 6 && int.TryParse(suffix, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int rgb)
            ? [(rgb >> 16) / 255f, (rgb >> 8 & 255) / 255f, (rgb & 255) / 255f]
            : throw new InputException(
                $"{option} '{word}': there is no such file, and '{suffix}' is neither inverse nor a colour; "
                    + "expected FILE, FILE:inverse or FILE:RRGGBB.");
}
