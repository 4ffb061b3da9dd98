using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Settings;

/// <summary>One painting of a run: FILE or FILE:WEIGHT, or a folder of pictures, each with the folder's weight.</summary>
/// <param name="Path">The picture.</param>
/// <param name="Weight">Its share among several, more than 0.</param>
internal sealed record PaintingFile(string Path, double Weight)
{
    /// <summary>How paintings are read.</summary>
    public static SettingType<IReadOnlyList<PaintingFile>> Type { get; } =
        new("FILE[:WEIGHT],…", values => [.. values.Where(value => value.Length > 0).Select(Parse)])
        {
            IsList = true,
            IsInput = true,
            PathIn = text => InputAddress.Split(text),
            Expand = Expand,
        };

    /// <summary>Reads the picture.</summary>
    /// <param name="files">Read it.</param>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public StylePicture Read(InputPictures files) => new(files.Painting(Path), Weight) { Name = Path };

    private static PaintingFile Parse(string text)
    {
        (string path, string rest) = InputAddress.Split(text);
        if (rest.Length == 0)
            return new PaintingFile(path, 1);
        return SettingTypes.ReadNumber(rest[1..]) is { } weight && double.IsFinite(weight) && weight > 0
            ? new PaintingFile(path, weight)
            : throw new FormatException(
                "there is no such file, and what follows the colon is no weight; expected FILE or FILE:WEIGHT with a positive number.");
    }

    private static IEnumerable<string> Expand(string text)
    {
        (string path, string rest) = InputAddress.Split(text);
        return Directory.Exists(path) ? PictureFiles.Expand("painting", [path]).Select(file => file + rest) : [text];
    }
}
