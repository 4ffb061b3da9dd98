using System.Globalization;
using IlgpuStyle.Imaging;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>Understands wishes: variations and enlargements become settings.</summary>
/// <param name="collection">The runs.</param>
/// <param name="settings">Reads settings.</param>
/// <param name="weights">The networks.</param>
/// <param name="device">What will compute.</param>
internal sealed class WishReader(RunCollection collection, WishSettings settings, OpenWeights weights, PaintingDevice device)
{
    /// <summary>Characters of a title at most.</summary>
    public const int LongestTitle = 200;

    /// <summary>Understands one: what to paint, without places, in absolute paths; and what it is called.</summary>
    /// <exception cref="InputException">It cannot be: the message says why.</exception>
    public (SettingValues Values, string Title) Read(RunWish wish)
    {
        (SettingValues values, string title) = wish.From is null ? Begin(wish) : GoOn(wish, wish.From);
        if (wish.Title is { } asked && PlainTitle(asked) is { Length: > 0 } given)
            title = given;
        // Whatever means nothing is said now and not when its turn comes.
        OptionsOf(values);
        device.Check(values);
        return (values, title.Length > LongestTitle ? title[..LongestTitle] : title);
    }

    /// <summary>What the settings of a run mean, with the weights that it ended with.</summary>
    /// <exception cref="InputException">They mean nothing to this version.</exception>
    public (SettingValues Values, StyleTransferOptions Options) MeaningOf(KeptRun run)
    {
        SettingValues values = run.Values.Only(SettingEffect.Picture);
        if (run.Values.Has(InputSettings.Weights))
            values = values.With(InputSettings.Weights, run.Values.TextsOf(InputSettings.Weights));
        foreach (WeightChange change in run.Begin?.Record?.Changes.Select(change => change.Weights) ?? [])
        {
            values = With(values, LookSettings.ContentWeight, change.Content);
            values = With(values, LookSettings.StyleWeight, change.Style);
            values = With(values, LookSettings.TotalVariationWeight, change.TotalVariation);
        }

        return (values, OptionsOf(values));
    }

    /// <summary>The file of a run's picture.</summary>
    /// <exception cref="InputException">There is no such run, or it has none yet.</exception>
    public string PictureOf(string id) => collection.Find(id) is not { } run ? throw new InputException($"there is no run '{id}'.")
        : run.HasPicture ? run.Output
        : throw new InputException($"'{run.Title}' has no picture yet; let it be painted first.");

    /// <summary>A title of one line.</summary>
    public static string PlainTitle(string title) => string.Concat(title.Where(letter => !char.IsControl(letter))).Trim();

    private static SettingValues With(SettingValues values, Setting setting, double? weight) =>
        weight is double number ? values.With(setting, number.ToString(CultureInfo.InvariantCulture)) : values;

    private StyleTransferOptions OptionsOf(SettingValues values)
    {
        StyleTransferOptions options = values.Kind.Options(values, weights.Of(values).File);
        options.Validate();
        return options;
    }

    private (SettingValues Values, string Title) Begin(RunWish wish)
    {
        if (wish.Variation is not null || wish.Factor is not null)
            throw new InputException("'variation' and 'factor' need 'from', the run to go on from.");
        RunKind kind = wish.Kind is null ? RunKind.Transfer
            : RunKind.All.FirstOrDefault(kind => kind.Name == wish.Kind)
            ?? throw new InputException(
                $"'{wish.Kind}' is no kind of run; expected {string.Join(", ", RunKind.All.Select(kind => kind.Name))}.");
        SettingValues values = settings.Read(kind, wish.Settings ?? []);
        foreach (Setting setting in kind.Settings.Where(
            setting => setting.IsRequired && setting != FileSettings.Output && !values.Has(setting)))
            throw new InputException($"'{setting.Name}' is missing.");
        return (values, TitleOf(values));
    }

    private (SettingValues Values, string Title) GoOn(RunWish wish, string from)
    {
        if (wish.Kind is not null)
            throw new InputException("a picture that goes on from another has its kind; leave 'kind' out.");
        string picture = PictureOf(from);
        KeptRun parent = collection.Find(from)!;
        if (parent.Values.Kind != RunKind.Transfer)
            throw new InputException($"'{parent.Title}' is a {parent.Values.Kind.Name}; only pictures of photos can be gone on from.");
        RunSpec.RequireFiles(parent.Values, picture);
        (SettingValues values, StyleTransferOptions options) = MeaningOf(parent);
        string title = parent.Title;
        if (wish.Variation is { } name)
        {
            Variation variation = Variation.All.FirstOrDefault(variation => variation.Name == name)
                ?? throw new InputException(
                    $"'{name}' is no variation; expected {string.Join(", ", Variation.All.Select(variation => variation.Name))}.");
            (values, title) = (variation.Of(values, options, picture), $"{title}, {variation.Title.ToLowerInvariant()}");
            options = OptionsOf(values);
        }

        if (wish.Factor is double factor)
        {
            values = Variation.Enlarged(values, options, picture, SizeOf(parent).LongSide, factor);
            title = string.Create(CultureInfo.InvariantCulture, $"{title}, {factor:0.##}×");
        }

        if (wish.Settings is { } others)
            values = values.With(settings.Read(values.Kind, others));
        return (values, title);
    }

    private static ImageSize SizeOf(KeptRun run) =>
        run.End is { } end ? new ImageSize(end.Width, end.Height) : new ImageSize(run.Begin!.Width, run.Begin.Height);

    // "Tubingen, starry night"
    private string TitleOf(SettingValues values)
    {
        IEnumerable<string> files = values.Kind.Settings.Where(setting => setting.IsInput && setting.IsRequired)
            .SelectMany(setting => values.TextsOf(setting).Select(setting.PathIn)).OfType<(string Path, string)>()
            .Select(file => file.Path);
        string title = string.Join(", ", files.Select(Slug.Plain));
        return title.Length == 0 ? values.Kind.Name : char.ToUpperInvariant(title[0]) + title[1..];
    }
}
