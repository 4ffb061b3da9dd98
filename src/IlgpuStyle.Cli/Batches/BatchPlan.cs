namespace IlgpuStyle.Cli.Batches;

/// <summary>
/// From what the user typed to a list of jobs: files × grid, each with an output of its own.
/// </summary>
internal static class BatchPlan
{
    /// <summary>All jobs of the batch, in an order that is the same on every machine.</summary>
    /// <param name="jobs">The jobs of a file, or of photos × paintings.</param>
    /// <param name="defaults">Words for jobs that do not say otherwise.</param>
    /// <param name="grid">What to vary.</param>
    /// <param name="folder">Where outputs without a path go; null if every job must say.</param>
    /// <exception cref="InputException">
    /// A job sets what the grid varies, has no output, or has another's.
    /// </exception>
    public static IReadOnlyList<BatchJob> Create(
        IReadOnlyList<BatchJob> jobs, IReadOnlyDictionary<string, IReadOnlyList<string>> defaults,
        ParameterGrid grid, string? folder)
    {
        List<BatchJob> plan = [];
        Dictionary<string, BatchJob> byOutput = [];
        IReadOnlyList<IReadOnlyList<(string Name, string Value)>> points = grid.Points;
        foreach (BatchJob job in jobs)
        {
            if (grid.Axes.FirstOrDefault(axis => job.Words.ContainsKey(axis.Name)).Name is { } name)
                throw new InputException(
                    $"{job.Origin}: sets '{name}', which --grid varies; leave it out of one of them.");
            BatchJob complete = (job with { Words = defaults }).With(job.Words);
            foreach (IReadOnlyList<(string Name, string Value)> point in points)
            {
                BatchJob varied = complete.With(
                    point.Select(p => KeyValuePair.Create<string, IReadOnlyList<string>>(p.Name, [p.Value])));
                varied = varied.With(
                    [KeyValuePair.Create<string, IReadOnlyList<string>>(
                        BatchJob.OutputName, [OutputOf(varied, point, folder)])]);
                if (!byOutput.TryAdd(Path.GetFullPath(varied.Output), varied))
                    throw new InputException(
                        $"{varied.Origin}: writes '{varied.Output}', as "
                            + $"{byOutput[Path.GetFullPath(varied.Output)].Origin} does; give one "
                            + "of them another output.");
                plan.Add(varied);
            }
        }

        return plan;
    }

    /// <summary>The jobs of photos × paintings, photo by photo.</summary>
    public static IReadOnlyList<BatchJob> Product(
        IEnumerable<string> photos, IReadOnlyList<string> paintings) =>
    [
        .. photos.SelectMany(photo => paintings.Select(painting => new BatchJob(
            $"photo {photo}, painting {painting}",
            new Dictionary<string, IReadOnlyList<string>> { ["photo"] = [photo], ["painting"] = [painting] }))),
    ];

    /// <summary>What the photo gives to the name of a result.</summary>
    public static string PhotoName(BatchJob job) => Stems(job, "photo");

    // out.png varied is out_style-weight=5.png; without an output the pictures give the name.
    private static string OutputOf(
        BatchJob job, IReadOnlyList<(string Name, string Value)> point, string? folder)
    {
        string path = job.Output.Length > 0
            ? job.Output
            : $"{Stems(job, "photo")}_{Stems(job, "painting")}.png";
        string extension = Path.GetExtension(path);
        string suffix = string.Concat(point.Where(p => p.Name is not ("photo" or "painting")).Select(
            p => $"_{p.Name}={Printable(p.Value)}"));
        string named = path[..^extension.Length] + suffix + extension;
        if (Path.IsPathRooted(named) || (job.Output.Length > 0 && folder is null))
            return named;
        return folder is null
            ? throw new InputException(
                $"{job.Origin}: no output; give it a key \"output\", or the batch a folder with -o.")
            : Path.Combine(folder, named);
    }

    private static string Stems(BatchJob job, string word) => string.Join(
        '+', job.Words.GetValueOrDefault(word, []).Select(file => Printable(Path.GetFileNameWithoutExtension(file))));

    /// <summary>A value as part of a file name: separators and what shells dislike become hyphens.</summary>
    private static string Printable(string value) =>
        string.Concat(
            value.Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or ',' or '+' ? c : '-'));
}
