using System.Globalization;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// Smaller copies of pictures, as JPEG files that any program shows. A picture is decoded once for all of them, one at a time, and no
/// larger than they need it.
/// </summary>
/// <param name="folder">Where they are kept; anything in it may be deleted.</param>
/// <param name="refuseLinks">Throws if a copy might be written elsewhere.</param>
internal sealed class PreviewCache(string folder, Action refuseLinks)
{
    /// <summary>Long sides in pixels.</summary>
    public static IReadOnlyList<int> Sides { get; } = [192, 512, 1024, 2048];

    private const int Quality = 90;

    private readonly object _decoding = new();

    /// <summary>The file of a copy, made if there is none yet.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="side">Long side in pixels, rounded up to one of <see cref="Sides"/>; null for the picture's own size.</param>
    /// <exception cref="InputException">The picture cannot be read, or the copy cannot be written.</exception>
    public string FileOf(string path, int? side)
    {
        int wanted = side is { } least ? Sides.FirstOrDefault(known => known >= least, Sides[^1]) : 0;
        string copy = CopyOf(path, wanted);
        if (File.Exists(copy))
            return copy;
        lock (_decoding)
        {
            if (!File.Exists(copy))
                Make(path, wanted == 0 ? ImageFile.Read(path) : Read(PictureFile.Open(path)), wanted == 0);
        }

        return copy;
    }

    /// <summary>Reads a picture as far as its copies need it.</summary>
    /// <exception cref="InputException">It cannot be read.</exception>
    public static RgbImage Read(PictureFile file) => file.Read(new PictureReading { Enough = file.EnoughFor(Sides[^1]) });

    /// <summary>Makes the copies of a picture that <see cref="Read"/> gave.</summary>
    /// <exception cref="InputException">They cannot be written.</exception>
    public void Keep(string path, RgbImage picture)
    {
        lock (_decoding)
            Make(path, picture, isWhole: false);
    }

    private void Make(string path, RgbImage picture, bool isWhole)
    {
        refuseLinks();
        Directory.CreateDirectory(folder);
        if (isWhole)
        {
            Write(CopyOf(path, 0), picture);
            return;
        }

        // Each from the next larger one: a fraction of the work, and no coarser.
        foreach (int side in Sides.Reverse())
        {
            if (picture.Size.LongSide > side)
                picture = Resampler.Resize(picture, picture.Size.WithLongSide(side));
            Write(CopyOf(path, side), picture);
        }
    }

    private static void Write(string copy, RgbImage picture) => FileFailure.Explain(
        $"cannot write '{copy}'",
        () => AtomicFile.Write(copy, stream =>
            stream.Write(ImageFile.Encode(picture, ImageFormat.Jpeg, new PictureWriting { Quality = Quality }))));

    // A file that was replaced since has another name here.
    private string CopyOf(string path, int side)
    {
        FileInfo file = new(path);
        if (!file.Exists)
            throw new InputException($"cannot read picture '{path}': there is no such file.");
        string stamp = string.Create(CultureInfo.InvariantCulture, $"{file.FullName}|{file.LastWriteTimeUtc.Ticks}|{file.Length}");
        return Path.Combine(folder, string.Create(CultureInfo.InvariantCulture,
            $"{FileHash.OfText(stamp)[..24]}-{side}.jpg"));
    }
}
