using IlgpuStyle.Imaging;

namespace IlgpuStyle.Runs.Records;

/// <summary>The settings that a picture carries.</summary>
internal static class PictureRecord
{
    /// <summary>Reads them.</summary>
    /// <exception cref="InputException">The file cannot be read or carries none.</exception>
    public static RunRecord Read(string path)
    {
        string? json = ImageFile.ReadTexts(path).LastOrDefault(text => text.Key == RunRecord.Key).Value;
        return json is null
            ? throw new InputException(
                $"'{path}' carries no settings: istyle did not make it, or made it with --no-record, or "
                    + "another program saved it since.")
            : RunRecord.Parse(json, path);
    }
}
