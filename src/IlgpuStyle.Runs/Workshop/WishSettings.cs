using System.Text.Json;
using System.Text.Json.Nodes;
using IlgpuStyle.Runs.Records;
using IlgpuStyle.Runs.Settings;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Runs.Workshop;

/// <summary>
/// Settings as others see them: like those of a job file, but pictures have ids in place of paths, and where files go is the workshop's
/// business.
/// </summary>
/// <param name="shelf">The pictures.</param>
/// <param name="pictureOf">The picture of a run; null if there is none.</param>
internal sealed class WishSettings(PictureShelf shelf, Func<string, string?> pictureOf)
{
    private const string RunPrefix = "run:";

    // More than anybody mixes, and few enough to be planned in a moment.
    private const int MostPictures = 50;

    /// <summary>What a setting's pictures are for.</summary>
    public static PictureKind KindOf(Setting setting) =>
        setting.Group == SettingGroup.Masks ? PictureKind.Mask
        : setting.Name is "painting" or "style" or "coarse-style" ? PictureKind.Painting
        : PictureKind.Photo;

    /// <summary>Whether others may set it: not where files go, nor how a terminal looks.</summary>
    public static bool IsOpen(Setting setting) =>
        setting.Effect is SettingEffect.Picture or SettingEffect.Rounding && (setting.IsInput || setting.PathIn("x") is null);

    /// <summary>Reads them.</summary>
    /// <exception cref="InputException">One is unknown or not others' to set, a value means nothing, a picture is not there.</exception>
    public SettingValues Read(RunKind kind, JsonObject json)
    {
        SettingValues values = new(kind);
        foreach ((string name, JsonNode? node) in Members(json))
        {
            if (kind.Find(name) is not { } setting || setting.Name != name)
                throw new InputException($"'{name}' is no setting of a {kind.Name}.");
            if (!IsOpen(setting))
                throw new InputException($"'{name}' is the studio's to decide.");
            if (node is null || node.GetValueKind() == JsonValueKind.False)
                continue;
            IReadOnlyList<string> texts = TextsOf(setting, node);
            if (setting.IsInput && texts.Count > MostPictures)
                throw new InputException($"'{name}': {texts.Count} pictures; at most {MostPictures} can be used.");
            // A path would open any file of the user's.
            if (setting == InputSettings.Weights)
                RequireNames(texts);
            values = values.With(setting, [.. texts.Select(text => WithPath(setting, text))]);
        }

        return values;
    }

    /// <summary>Writes them; only what others may see.</summary>
    /// <param name="values">With paths.</param>
    /// <param name="inputs">Checksums of files that a run has read.</param>
    public JsonObject Write(SettingValues values, IReadOnlyList<InputFile> inputs)
    {
        SettingValues shown = values.Without(values.All.Where(value => !IsOpen(value.Setting)).Select(value => value.Setting));
        JsonObject json = RunSpecJson.WriteValues(shown);
        foreach ((Setting setting, IReadOnlyList<string> texts) in shown.All)
        {
            if (!setting.IsInput)
                continue;
            string[] ids = [.. texts.Select(text => WithId(setting, text, inputs))];
            json[setting.Name] = ids.Length == 1 ? JsonValue.Create(ids[0]) : new JsonArray([.. ids.Select(id => JsonValue.Create(id))]);
        }

        return json;
    }

    /// <summary>The id of a picture's file.</summary>
    public string IdOf(Setting setting, string path, IReadOnlyList<InputFile> inputs)
    {
        PictureKind kind = KindOf(setting);
        if (shelf.All.FirstOrDefault(picture => picture.Path == path && picture.Kind == kind) is { } picture)
            return picture.Id;
        return inputs.FirstOrDefault(input => input.Path == path) is { } input
            ? PictureShelf.IdOf(input.Sha256, kind)
            : Path.GetFileName(path);
    }

    private static void RequireNames(IReadOnlyList<string> texts)
    {
        IReadOnlyList<string> names = WeightsStore.Default.Names;
        if (texts.FirstOrDefault(text => !names.Contains(text, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new InputException($"there are no weights of the name '{unknown}'; names are {string.Join(", ", names)}.");
    }

    private static IReadOnlyList<string> TextsOf(Setting setting, JsonNode node)
    {
        IReadOnlyList<string> texts = node is JsonArray list ? [.. list.Select(value => TextOf(setting, value))] : [TextOf(setting, node)];
        return setting.IsList && node is not JsonArray ? texts[0].Split(',', StringSplitOptions.TrimEntries) : texts;
    }

    private static KeyValuePair<string, JsonNode?>[] Members(JsonObject json)
    {
        try
        {
            return RunJson.Members(json);
        }
        catch (FormatException exception)
        {
            throw new InputException($"the settings are not understood: {exception.Message}.", exception);
        }
    }

    private static string TextOf(Setting setting, JsonNode? node)
    {
        try
        {
            return node?.GetValueKind() switch
            {
                JsonValueKind.String => node.GetValue<string>(),
                JsonValueKind.Number => node.ToJsonString(),
                JsonValueKind.True => "true",
                _ => throw new InputException($"'{setting.Name}': expected a text, a number, true, or a list of them."),
            };
        }
        catch (InvalidOperationException exception)
        {
            // Half a character, written as \ud800: only who reads the text finds out.
            throw new InputException($"'{setting.Name}' holds half a character.", exception);
        }
    }

    private string WithPath(Setting setting, string text)
    {
        if (!setting.IsInput || setting.PathIn(text) is not var (id, rest))
            return text;
        if (id.StartsWith(RunPrefix, StringComparison.Ordinal))
        {
            string run = id[RunPrefix.Length..];
            return (pictureOf(run) ?? throw new InputException($"'{setting.Name}': there is no picture of a run '{run}'.")) + rest;
        }

        return shelf.Find(id) is { } picture
            ? picture.Path + rest
            : throw new InputException($"'{setting.Name}': there is no picture '{id}'; send it first.");
    }

    private string WithId(Setting setting, string text, IReadOnlyList<InputFile> inputs) =>
        setting.PathIn(text) is var (path, rest) ? IdOf(setting, path, inputs) + rest : text;
}
