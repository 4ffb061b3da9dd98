using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;

namespace IlgpuStyle.Runs.Batches;

/// <summary>
/// From what the user typed to a list of jobs: files × grid, each with an output of its own.
/// </summary>
internal static class BatchPlan
{
    /// <summary>All jobs of the batch, in an order that is the same on every machine.</summary>
    /// <param name="jobs">The jobs of a file, or of photos × paintings.</param>
    /// <param name="defaults">Settings of jobs that do not say otherwise.</param>
    /// <param name="grid">What to vary.</param>
    /// <param name="folder">Where outputs without a path go; null if every job must say.</param>
    /// <exception cref="InputException">
    /// A job sets what the grid varies, lacks a picture, has no output, or has another's.
    /// </exception>
    public static IReadOnlyList<BatchJob> Create(
        IReadOnlyList<BatchJob> jobs, SettingValues defaults, ParameterGrid grid, string? folder)
    {
        List<BatchJob> plan = [];
        Dictionary<string, BatchJob> byOutput = [];
        IReadOnlyList<IReadOnlyList<(Setting Setting, string Text)>> points = grid.Points;
        foreach (BatchJob job in jobs)
        {
            if (grid.Axes.FirstOrDefault(axis => job.Values.Has(axis.Setting)).Setting is { } varying)
                throw new InputException(
                    $"{job.Origin}: sets '{varying.Name}', which --grid varies; leave it out of one of them.");
            foreach (IReadOnlyList<(Setting Setting, string Text)> point in points)
            {
                SettingValues values = point.Aggregate(
                    defaults.With(job.Values), (values, axis) => values.With(axis.Setting, axis.Setting.Split(axis.Text)));
                BatchJob varied = job with { Values = values };
                foreach (Setting missing in values.Kind.Settings.Where(s => s.IsRequired && s.Position is not null && !values.Has(s)))
                    throw new InputException($"{job.Origin}: lacks '{missing.Name}'.");
                varied = varied with { Values = values.With(FileSettings.Output, OutputOf(varied, point, folder)) };
                if (!byOutput.TryAdd(Path.GetFullPath(varied.Output), varied))
                    throw new InputException(
                        $"{varied.Origin}: writes '{varied.Output}', as "
                            + $"{byOutput[Path.GetFullPath(varied.Output)].Origin} does; give one "
                            + "of them another output.");
                plan.Add(varied);
            }
        }

        Protect(plan);
        return plan;
    }

    // What an earlier job makes may be what a later one reads; a picture that was there before may not be lost to it.
    private static void Protect(IReadOnlyList<BatchJob> plan)
    {
        HashSet<string> inputs = [.. plan.SelectMany(job => job.Values.InputFiles).Distinct().Where(File.Exists).Select(AtomicFile.Target)];
        if (plan.FirstOrDefault(job => File.Exists(job.Output) && inputs.Contains(AtomicFile.Target(job.Output))
            && !PictureRecord.IsOwn(job.Output)) is { } lossy)
            throw new InputException($"{lossy.Origin}: writes '{lossy.Output}', which is an input of the batch and would be lost; give the "
                + "result another name.");
    }

    /// <summary>The jobs of photos × paintings, photo by photo.</summary>
    public static IReadOnlyList<BatchJob> Product(IEnumerable<string> photos, IReadOnlyList<string> paintings) =>
    [
        .. photos.SelectMany(photo => paintings.Select(painting =>
        {
            SettingValues values = new SettingValues(BatchSettings.Kind)
                .With(InputSettings.Photo, photo).With(InputSettings.Painting, painting);
            return new BatchJob($"photo {photo}, painting {painting}", values, values);
        })),
    ];

    // out.png varied is out-style-weight=5.png; without an output the pictures give the name.
    private static string OutputOf(
        BatchJob job, IReadOnlyList<(Setting Setting, string Text)> point, string? folder)
    {
        string path = job.Output.Length > 0
            ? job.Output
            : $"{job.StemsOf(InputSettings.Photo)}-{job.StemsOf(InputSettings.Painting)}.png";
        string extension = Path.GetExtension(path);
        string suffix = string.Concat(point.Where(axis => axis.Setting.Position is null).Select(
            axis => $"-{axis.Setting.Name}={BatchJob.Printable(axis.Text)}"));
        string named = path[..^extension.Length] + suffix + extension;
        if (Path.IsPathRooted(named) || (job.Output.Length > 0 && folder is null))
            return named;
        return folder is null
            ? throw new InputException(
                $"{job.Origin}: no output; give it a key \"output\", or the batch a folder with -o.")
            : Path.Combine(folder, named);
    }
}
