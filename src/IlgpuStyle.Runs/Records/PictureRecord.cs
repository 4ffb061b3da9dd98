using IlgpuStyle.Imaging;

namespace IlgpuStyle.Runs.Records;

/// <summary>What a picture says of how it was made: that istyle wrote it, and its settings.</summary>
internal static class PictureRecord
{
    // The keyword is PNG's own (W3C PNG, third edition, 11.3.3.1).
    private static readonly KeyValuePair<string, string> s_mark = new("Software", "istyle");

    /// <summary>Writes a picture that is known again as this program's, as long as nobody changes it: any other file of its name would be
    /// kept.</summary>
    /// <param name="path">As <see cref="ImageFile.Write"/> takes it.</param>
    /// <param name="picture">As <see cref="ImageFile.Write"/> takes it.</param>
    /// <param name="writing">Its texts stand behind the mark.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string path, RgbImage picture, PictureWriting? writing = null)
    {
        writing ??= new PictureWriting();
        ImageFile.Write(path, picture, writing with { Texts = [s_mark, .. writing.Texts], IsSealed = true });
    }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InputException">The file cannot be read or carries none.</exception>
    public static RunRecord Read(string path)
    {
        return ImageFile.ReadTexts(path).LastOrDefault(text => text.Key == RunRecord.Key).Value is { } json
            ? RunRecord.Parse(json, path)
            : throw new InputException(
                $"'{path}' carries no settings: istyle did not make it, or made it with --no-record, or "
                    + "another program saved it since.");
    }

    /// <summary>Whether a file is a picture as this program wrote it, to the last byte.</summary>
    public static bool IsOwn(string path) => RegularFile.HasBytes(path) && PictureSeal.IsWhole(FileBytes.Read(path));

    /// <summary>Whether a file is a picture that this program wrote, and another has changed since.</summary>
    public static bool IsChanged(string path)
    {
        try
        {
            if (!RegularFile.HasBytes(path))
                return false;
            byte[] file = FileBytes.Read(path);
            return !PictureSeal.IsWhole(file) && (PictureSeal.DigitsIn(file) >= 0
                || TextsIn(path).Any(text => text.Key == RunRecord.Key || text.Equals(s_mark)));
        }
        catch (InputException)
        {
            // Too large to be one.
            return false;
        }
    }

    /// <summary>Whether it is one without settings, as snapshots are and results are not.</summary>
    public static bool IsSnapshot(string path) => IsOwn(path) && !IsIn(path);

    /// <summary>Whether a file is a picture that carries settings, readable ones or not.</summary>
    public static bool IsIn(string path) => TextsIn(path).Any(text => text.Key == RunRecord.Key);

    private static IReadOnlyList<KeyValuePair<string, string>> TextsIn(string path)
    {
        try
        {
            return RegularFile.HasBytes(path) ? ImageFile.ReadTexts(path) : [];
        }
        catch (InputException)
        {
            return [];
        }
    }
}
