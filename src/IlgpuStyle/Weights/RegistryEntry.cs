namespace IlgpuStyle.Weights;

/// <summary>A weights file that can be downloaded.</summary>
internal sealed record RegistryEntry
{
    /// <summary>The name for <c>weights get</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The architecture.</summary>
    public required string Architecture { get; init; }

    /// <summary>The family, see <see cref="WeightsFamily"/>.</summary>
    public required string Family { get; init; }

    /// <summary>One line for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>The licence.</summary>
    public required string Licence { get; init; }

    /// <summary>Where the file is to be had, in order of preference.</summary>
    public required IReadOnlyList<RegistrySource> Sources { get; init; }
}
