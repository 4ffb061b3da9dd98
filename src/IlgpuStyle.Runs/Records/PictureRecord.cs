using IlgpuStyle.Imaging;

namespace IlgpuStyle.Runs.Records;

/// <summary>The settings that a picture carries.</summary>
internal static class PictureRecord
{
    /// <summary>Reads them.</summary>
    /// <exception cref="InputException">The file cannot be read or carries none.</exception>
    public static RunRecord Read(string path)
    {
        return TextIn(path) is { } json
            ? RunRecord.Parse(json, path)
            : throw new InputException(
                $"'{path}' carries no settings: istyle did not make it, or made it with --no-record, or "
                    + "another program saved it since.");
    }

    /// <summary>Whether a file is a picture that carries settings, readable ones or not.</summary>
    public static bool IsIn(string path)
    {
        try
        {
            return FileHash.HasBytes(path) && TextIn(path) is not null;
        }
        catch (InputException)
        {
            return false;
        }
    }

    private static string? TextIn(string path) => ImageFile.ReadTexts(path).LastOrDefault(text => text.Key == RunRecord.Key).Value;
}
