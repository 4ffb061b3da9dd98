using System.Globalization;

namespace IlgpuStyle.Kernels.Ilgpu;

/// <summary>The kernel of one convolution launch, and how the tiled one is cut.</summary>
/// <param name="Variant">Never <see cref="ConvolutionVariant.Automatic"/>.</param>
/// <param name="Shift">Direct and tensor: log₂ of the tile's width, 4 or 5; 0 elsewhere.</param>
/// <param name="Splits">Direct and tensor: ranges of input channels. Winograd: likewise, 0 for one. 0 elsewhere.</param>
internal readonly record struct ConvolutionChoice(ConvolutionVariant Variant, int Shift = 0, int Splits = 0)
{
    /// <summary>"winograd", "winograd 2", "blocked", "direct 5 2", "tensor 5 2": as the tuning file holds it.</summary>
    public override string ToString()
    {
        string name = Variant.ToString().ToLowerInvariant();
        return string.Create(
            CultureInfo.InvariantCulture, $"{name}{(Shift == 0 ? "" : $" {Shift}")}{(Splits == 0 ? "" : $" {Splits}")}");
    }

    /// <summary>The choice that <see cref="ToString"/> wrote, or null for any other text.</summary>
    public static ConvolutionChoice? Parse(string text)
    {
        string[] words = text.Split(' ');
        return words switch
        {
            ["winograd"] => new ConvolutionChoice(ConvolutionVariant.Winograd),
            ["winograd", string splits] when IsCount(splits, out int count) =>
                new ConvolutionChoice(ConvolutionVariant.Winograd, Splits: count),
            ["blocked"] => new ConvolutionChoice(ConvolutionVariant.Blocked),
            ["direct" or "tensor", "4" or "5", string splits] when IsCount(splits, out int count) => new ConvolutionChoice(
                words[0] == "direct" ? ConvolutionVariant.Direct : ConvolutionVariant.Tensor, words[1] == "4" ? 4 : 5, count),
            _ => null,
        };
    }

    private static bool IsCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is > 0 and <= 1024;
}
