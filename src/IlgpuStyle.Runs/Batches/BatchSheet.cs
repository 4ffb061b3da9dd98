using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// The contact sheet: every job of the batch in its order, with the picture where there is one.
/// </summary>
internal static class BatchSheet
{
    private const int ThumbnailSide = 200;

    // Of a 10 000-picture batch a thumbnail must be small, or the sheet is a picture that no viewer opens.
    private const long MaxPixels = 60_000_000;
    private const int SmallestSide = 32;
    private const int MaxColumns = 16;

    /// <summary>Draws the sheet of what is there.</summary>
    /// <param name="jobs">All jobs, those of other shards too.</param>
    /// <param name="perPhoto">
    /// Jobs that belong to one photo and stand in one row; 0 if there is no such order.
    /// </param>
    public static RgbImage Render(IReadOnlyList<BatchJob> jobs, int perPhoto)
    {
        bool isRowAPhoto = perPhoto is >= 2 and <= MaxColumns;
        int columns = isRowAPhoto
            ? perPhoto
            : Math.Clamp((int)Math.Ceiling(Math.Sqrt(jobs.Count)), 1, MaxColumns);
        int side = (int)Math.Clamp(Math.Sqrt((double)MaxPixels / jobs.Count), SmallestSide, ThumbnailSide);
        ContactSheet sheet = new(columns);
        foreach (BatchJob job in jobs)
            sheet.Add(Thumbnail(job.Output, side), Label(job, isRowAPhoto));
        return sheet.Render();
    }

    // The name without its extension; in a row of one photo, without the photo's name, which every picture
    // shows.
    private static string Label(BatchJob job, bool isRowAPhoto)
    {
        string name = Path.GetFileNameWithoutExtension(job.Output);
        return isRowAPhoto ? name[(job.StemsOf(InputSettings.Photo).Length + 1)..] : name;
    }

    private static RgbImage? Thumbnail(string path, int side)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            RgbImage picture = ImageFile.Read(path);
            return Resampler.Resize(
                picture, picture.Size.WithLongSide(Math.Min(side, picture.Size.LongSide)));
        }
        catch (InputException)
        {
            // Its own job has said what is wrong with it; the sheet shows the name alone.
            return null;
        }
    }
}
