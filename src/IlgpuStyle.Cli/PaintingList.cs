using System.Globalization;
using IlgpuStyle.Cli.Batches;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>
/// The word PAINTING: FILE, FILE:WEIGHT, several of them between commas, or a folder of pictures, each with
/// its weight.
/// </summary>
internal static class PaintingList
{
    /// <summary>The files and their weights, in order.</summary>
    /// <exception cref="InputException">
    /// A weight is no positive number, or a folder has no picture.
    /// </exception>
    public static IReadOnlyList<(string Path, double Weight)> Parse(string text)
    {
        if (Exists(text))
            return [.. Expand(text, 1)];
        List<(string, double)> paintings = [];
        foreach (string piece in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = piece.LastIndexOf(':');
            if (Exists(piece) || colon <= 0)
            {
                paintings.AddRange(Expand(piece, 1));
                continue;
            }

            if (!double.TryParse(piece[(colon + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                || !double.IsFinite(weight) || weight <= 0)
            {
                throw new InputException(
                    $"painting '{piece}': there is no such file, and what follows the colon is no weight; "
                        + "expected FILE or FILE:WEIGHT with a positive number.");
            }

            paintings.AddRange(Expand(piece[..colon], weight));
        }

        return paintings.Count > 0
            ? paintings
            : throw new InputException("painting: expected a picture file.");
    }

    /// <summary>Reads the pictures.</summary>
    /// <exception cref="InputException">A file cannot be read.</exception>
    public static IReadOnlyList<StylePicture> Read(string text) =>
        [.. Parse(text).Select(painting => new StylePicture(ImageFile.Read(painting.Path), painting.Weight))];

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static IEnumerable<(string, double)> Expand(string path, double weight) => Directory.Exists(path)
        ? PictureFiles.Expand("painting", [path]).Select(file => (file, weight))
        : [(path, weight)];
}
