using IlgpuStyle.Imaging;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli.Doctor;

/// <summary>Pictures, weights and folders.</summary>
internal static class FileChecks
{
    // VGG19 as it is downloaded and, slimmed, installed.
    private const long EnoughDisk = 1L << 30;

    /// <summary>One finding after the other.</summary>
    /// <param name="store">The installed weights.</param>
    public static IEnumerable<Finding> Run(WeightsStore store)
    {
        string temporary = Directory.CreateTempSubdirectory("istyle-").FullName;
        try
        {
            yield return Picture("PNG", Path.Combine(temporary, "picture.png"), 0);
            yield return Picture("JPEG", Path.Combine(temporary, "picture.jpg"), 0.02f);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }

        yield return Embedded();
        foreach (InstalledWeights installed in store.List())
            yield return Installed(installed);
        if (store.List().Count == 0)
            yield return Finding.Note(
                "weights", "the embedded network alone, VGG19's pattern at half its widths",
                "'istyle weights get vgg19' installs the full network: clearer strokes and more of the photo; it "
                    + "takes longer");
        yield return Folder(
            "weights folder", store.Folder, "set ILGPUSTYLE_HOME to a folder that you may write");
        yield return Folder(
            "temporary folder", Path.GetTempPath(), "set TMPDIR to a folder that you may write");
        yield return Folder(
            "current folder", Environment.CurrentDirectory, "give -o a path in another folder");
    }

    /// <summary>Whether files can be made in a folder, or in the nearest one above that exists.</summary>
    internal static Finding Folder(string subject, string path, string remedy)
    {
        string existing = Path.GetFullPath(path);
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is string parent)
            existing = parent;
        try
        {
            string probe = Path.Combine(existing, $".istyle-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }

            long free = new DriveInfo(existing).AvailableFreeSpace;
            string text = $"{path}{(existing == Path.GetFullPath(path) ? "" : " (not made yet)")}, {ByteSize.Format(free)} free";
            return free >= EnoughDisk
                ? Finding.Good(subject, text)
                : Finding.Note(subject, text, "free some space");
        }
        catch (Exception exception) when (FileFailure.IsOne(exception) || exception is ArgumentException)
        {
            return Finding.Note(subject, $"{path}: cannot write: {exception.Message.TrimEnd('.')}", remedy);
        }
    }

    private static Finding Picture(string format, string path, float tolerance)
    {
        const string Remedy = "the program is damaged: build or install it again";
        try
        {
            RgbImage picture = new(16, 16);
            Array.Fill(picture.Data, 0.5f);
            ImageFile.Write(path, picture);
            bool isRight = ImageFile.Read(path).Data.All(value => Math.Abs(value - 0.5f) <= Math.Max(tolerance, 1 / 255f));
            return isRight
                ? Finding.Good(format, "written and read again")
                : Finding.Broken(format, "written and read again, but with other colours", Remedy);
        }
        catch (InputException exception)
        {
            return Finding.Broken(format, exception.Message.TrimEnd('.'), Remedy);
        }
    }

    private static Finding Embedded()
    {
        try
        {
            using WeightsFile weights = WeightsFile.OpenEmbedded();
            foreach (string layer in weights.ConvolutionLayers)
                weights.ReadConvolution(layer);
            return Finding.Good(
                "weights", $"embedded network: {weights.ConvolutionLayers.Count} layers, sha256 "
                    + $"{weights.Sha256[..16]}…");
        }
        catch (Exception exception) when (exception is InputException or InvalidOperationException)
        {
            return Finding.Broken(
                "weights", exception.Message.TrimEnd('.'),
                "the program is damaged: build or install it again");
        }
    }

    private static Finding Installed(InstalledWeights installed)
    {
        try
        {
            using WeightsFile weights = WeightsFile.Open(installed.Path);
            foreach (string layer in weights.ConvolutionLayers)
                weights.ReadConvolution(layer);
            return Finding.Good(
                "weights", $"{installed.Name}: {weights.ConvolutionLayers.Count} layers, "
                    + $"{ByteSize.Format(installed.SizeInBytes)}, sha256 {weights.Sha256[..16]}…");
        }
        catch (InputException exception)
        {
            // A run without --weights would take it and fail.
            return Finding.Broken(
                "weights", exception.Message.TrimEnd('.'),
                $"delete '{installed.Path}', or install it again: istyle weights get {installed.Name}");
        }
    }
}
