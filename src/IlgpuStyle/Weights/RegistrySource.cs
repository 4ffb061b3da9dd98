namespace IlgpuStyle.Weights;

/// <summary>One file that holds an entry's weights; its URLs are mirrors of the same bytes.</summary>
internal sealed record RegistrySource
{
    /// <summary>The file's name, for the download and for messages.</summary>
    public required string FileName { get; init; }

    /// <summary>Mirrors, tried in order.</summary>
    public required IReadOnlyList<string> Urls { get; init; }

    /// <summary>Bytes, or null if not published.</summary>
    public long? Size { get; init; }

    /// <summary>
    /// What <see cref="Checksum"/> is: "sha256", "sha256-prefix" (in the file's name) or "md5"; null: none
    /// is published.
    /// </summary>
    public string? ChecksumKind { get; init; }

    /// <summary>The lower-case hexadecimal checksum.</summary>
    public string? Checksum { get; init; }

    /// <summary>
    /// Whether to fetch only the tensors that are needed, by HTTP ranges; for safetensors files. A checksum
    /// of the whole file cannot be held against a part.
    /// </summary>
    public bool Partial { get; init; }
}
