using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>A picture that a run takes its style from.</summary>
/// <param name="Picture">Any size; the run resizes it.</param>
/// <param name="Weight">
/// Its share where several styles are blended, more than 0; only the ratios count.
/// </param>
/// <param name="Part">Which part of the picture lends its style, at any size; null for all of it.</param>
/// <param name="Region">
/// Where in the result it acts, at any size; null for everywhere. Styles that share a region are blended:
/// they hold the same object.
/// </param>
/// <param name="Color">
/// Whose colours the result has where this picture acts; null for <see cref="StyleTransferOptions.Color"/>.
/// </param>
/// <param name="Scale">
/// Its long side relative to the result's, more than 0; null for what <see cref="StyleTransferOptions"/> says.
/// </param>
internal sealed record StylePicture(
    RgbImage Picture, double Weight = 1, Mask? Part = null, Mask? Region = null, ColorRule? Color = null, double? Scale = null)
{
    /// <summary>What messages call it, such as its file; null for nothing.</summary>
    public string? Name { get; init; }
}
