using System.Text.Json;

namespace IlgpuStyle.Weights;

/// <summary>The known weight files: weights/registry.json, which travels inside the assembly.</summary>
internal sealed class WeightsRegistry
{
    private const string Resource = "registry.json";

    private static readonly JsonSerializerOptions s_jsonOptions = new()
    {
        PropertyNameCaseInsensitive = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly Lazy<WeightsRegistry> s_embedded = new(LoadEmbedded);

    /// <summary>A registry of these entries.</summary>
    public WeightsRegistry(IReadOnlyList<RegistryEntry> entries) => Entries = entries;

    /// <summary>The registry inside the assembly.</summary>
    public static WeightsRegistry Default => s_embedded.Value;

    /// <summary>Every entry.</summary>
    public IReadOnlyList<RegistryEntry> Entries { get; }

    /// <summary>Parses a registry.</summary>
    /// <exception cref="InputException">The text is no registry.</exception>
    public static WeightsRegistry Parse(string json, string displayName)
    {
        try
        {
            RegistryEntry[]? entries = JsonSerializer.Deserialize<RegistryEntry[]>(json, s_jsonOptions);
            return new WeightsRegistry(entries ?? throw new JsonException("it is null"));
        }
        catch (JsonException exception)
        {
            throw new InputException(
                $"'{displayName}' is no weights registry: "
                + $"{exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    /// <summary>The entry of that name, or null.</summary>
    public RegistryEntry? Find(string name) =>
        Entries.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The entry that has a file with that sha256 (or with that prefix of it), or null.</summary>
    public RegistryEntry? FindBySha256(string sha256) => sha256.Length != 64
        ? null
        : Entries.FirstOrDefault(entry => entry.Sources.Any(source => Matches(source, sha256)));

    private static bool Matches(RegistrySource source, string sha256) =>
        source.ChecksumKind is "sha256" or "sha256-prefix" && source.Checksum is { Length: >= 8 } checksum
        && sha256.StartsWith(checksum, StringComparison.OrdinalIgnoreCase);

    private static WeightsRegistry LoadEmbedded()
    {
        using Stream stream = typeof(WeightsRegistry).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the assembly lacks its resource '{Resource}'.");
        using StreamReader reader = new(stream);
        return Parse(reader.ReadToEnd(), Resource);
    }
}
