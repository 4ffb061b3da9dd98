namespace IlgpuStyle.Weights;

/// <summary>
/// The installed weights: NAME.safetensors in the folder <c>weights</c> of <c>ILGPUSTYLE_HOME</c>, or of
/// <c>~/.cache/ilgpustyle</c>.
/// </summary>
internal sealed class WeightsStore
{
    /// <summary>The name of the network inside the assembly.</summary>
    public const string EmbeddedName = "compact";

    private const string Extension = ".safetensors";

    /// <summary>What a run without a choice prefers over the embedded network, best first.</summary>
    private static readonly string[] s_preferredNames = ["vgg19", "vgg19-caffe", "vgg19-normalised"];

    private readonly string _home;
    private readonly WeightsRegistry? _registry;

    /// <summary>A store under <paramref name="home"/>.</summary>
    /// <param name="home">The folder.</param>
    /// <param name="registry">The known files; null for <see cref="WeightsRegistry.Default"/>, read when a name is not installed.</param>
    internal WeightsStore(string home, WeightsRegistry? registry = null)
    {
        _home = home;
        _registry = registry;
    }

    /// <summary>The user's store.</summary>
    public static WeightsStore Default => new(DefaultHome());

    private WeightsRegistry Registry => _registry ?? WeightsRegistry.Default;

    /// <summary>The folder of the installed files.</summary>
    public string Folder => Path.Combine(_home, "weights");

    /// <summary>Where the weights of that name lie, or would lie.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name + Extension);

    /// <summary>The installed files by name; empty if there is no store yet.</summary>
    public IReadOnlyList<InstalledWeights> List() => !Directory.Exists(Folder)
        ? []
        : [.. Directory.GetFiles(Folder, "*" + Extension)
            .Where(path => !Path.GetFileName(path).StartsWith('.'))
            .Select(path => new InstalledWeights(
                Path.GetFileNameWithoutExtension(path), path, new FileInfo(path).Length))
            .OrderBy(weights => weights.Name, StringComparer.Ordinal)];

    /// <summary>Every name of weights: the embedded network's, those of the installed files and of the known ones.</summary>
    public IReadOnlyList<string> Names =>
        [.. List().Select(weights => weights.Name).Concat(Registry.Entries.Select(entry => entry.Name))
            .Prepend(EmbeddedName).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>
    /// Opens weights by name or path, a bare word as a name first; without either, an installed VGG19, else the embedded network.
    /// </summary>
    /// <exception cref="InputException">There is nothing of that name, or the file is unusable.</exception>
    public WeightsChoice Choose(string? nameOrPath)
    {
        if (nameOrPath is null)
            return ChooseDefault();
        if (nameOrPath.IndexOfAny(['/', '\\']) >= 0)
            return Choice(OpenNative(nameOrPath), "as given");
        // A file of such a name in the current folder may be anybody's.
        if (nameOrPath.Equals(EmbeddedName, StringComparison.OrdinalIgnoreCase))
            return Choice(WeightsFile.OpenEmbedded(), "as given", embedded: true);
        if (File.Exists(PathOf(nameOrPath)))
            return Choice(WeightsFile.Open(PathOf(nameOrPath)), "installed");
        if (Registry.Find(nameOrPath) is { } known)
            throw new InputException(
                $"weights '{known.Name}' are not installed; run: istyle weights get {known.Name}"
                    + (File.Exists(nameOrPath) ? $"; or name the file here ./{nameOrPath}" : ""));
        if (File.Exists(nameOrPath))
            return Choice(OpenNative(nameOrPath), "as given");
        throw new InputException(
            $"there is no weights file '{nameOrPath}' and no weights of that name; names are {string.Join(", ", Names)}.");
    }

    /// <summary>Makes the folder for unfinished downloads.</summary>
    /// <exception cref="InputException">It cannot be made or written to.</exception>
    internal string PrepareDownloadFolder()
    {
        string folder = Path.Combine(_home, "downloads");
        return FileFailure.Explain($"cannot write into folder '{folder}' (ILGPUSTYLE_HOME sets another)", () =>
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Probe(Path.Combine(folder, "any"));
            return folder;
        });
    }

    /// <summary>
    /// The user's folder for what is kept between runs: <c>ILGPUSTYLE_HOME</c>, or
    /// <c>~/.cache/ilgpustyle</c>.
    /// </summary>
    public static string DefaultHome() =>
        Environment.GetEnvironmentVariable("ILGPUSTYLE_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(
                // Also a home that is not there: without this option its name would be empty and the store in
                // the current folder.
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
                ".cache",
                "ilgpustyle");

    private WeightsChoice ChooseDefault()
    {
        foreach (string name in s_preferredNames)
        {
            if (File.Exists(PathOf(name)))
            {
                return Choice(
                    WeightsFile.Open(PathOf(name)),
                    $"installed; preferred to the embedded network; weights {EmbeddedName} are faster");
            }
        }

        return Choice(
            WeightsFile.OpenEmbedded(),
            "half the widths of VGG19; 'istyle weights get vgg19' installs the full network",
            embedded: true);
    }

    private static WeightsChoice Choice(WeightsFile file, string reason, bool embedded = false) =>
        new(
            file,
            embedded ? EmbeddedName : Path.GetFullPath(file.DisplayName),
            $"weights: {file.DisplayName} ({file.Metadata.Architecture}, {file.Metadata.Family}; {reason})");

    /// <summary>Opens a file by path; those of other tools get the command that converts them.</summary>
    private static WeightsFile OpenNative(string path)
    {
        using (ByteSource source = ByteSource.Open(path))
        {
            if (!SafetensorsHeader.IsSafetensors(source))
                throw Foreign(path, "is no safetensors file");
        }

        WeightsFile file = WeightsFile.Open(path);
        if (!file.ConvolutionLayers.Any(layer => layer.Contains("features.", StringComparison.Ordinal)))
            return file;
        file.Dispose();
        throw Foreign(path, "has torchvision's layer names");
    }

    private static InputException Foreign(string path, string what) =>
        new($"'{path}' {what}; convert it first: istyle weights convert {path} NAME.safetensors");
}
