using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>The pictures that a run reads, each at its own size.</summary>
internal sealed record TransferPictures
{
    /// <summary>What is shown.</summary>
    public required RgbImage Content { get; init; }

    /// <summary>How it is painted; at least one.</summary>
    public required IReadOnlyList<StylePicture> Styles { get; init; }

    /// <summary>The start, for <see cref="InitKind.Picture"/>.</summary>
    public RgbImage? Init { get; init; }

    /// <summary>What the result's pixels are drawn to, stretched to its size; null for nothing.</summary>
    public RgbImage? Attraction { get; init; }

    /// <summary>Where in the result the content counts, at any size; null for everywhere.</summary>
    public Mask? ContentMask { get; init; }

    /// <summary>The result's opacity, at any size; null for an opaque result. It changes nothing of what is painted: see
    /// <see cref="Transparency"/>.</summary>
    public Mask? Opacity { get; init; }

    /// <summary>
    /// Pixels that stay the content picture's: those where this mask, at any size, is at least ½. Null for
    /// none.
    /// </summary>
    public Mask? Pinned { get; init; }
}
