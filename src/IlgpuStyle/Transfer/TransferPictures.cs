using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>The pictures that a run reads, each at its own size.</summary>
public sealed record TransferPictures
{
    /// <summary>What is shown.</summary>
    public required RgbImage Content { get; init; }

    /// <summary>How it is painted; at least one.</summary>
    public required IReadOnlyList<StylePicture> Styles { get; init; }

    /// <summary>The start, for <see cref="InitKind.Picture"/>.</summary>
    public RgbImage? Init { get; init; }
}
