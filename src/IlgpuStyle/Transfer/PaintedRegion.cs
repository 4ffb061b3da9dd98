using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;

namespace IlgpuStyle.Transfer;

/// <summary>A region of the result and the paintings whose colours it gets.</summary>
/// <param name="Region">T, at any size; null for everywhere.</param>
/// <param name="Styles">The paintings that act there, at least one.</param>
internal sealed record PaintedRegion(Mask? Region, IReadOnlyList<StylePicture> Styles)
{
    /// <summary>The regions, in the order of their first painting; one that lends coarse layers alone lends no colours.</summary>
    public static IReadOnlyList<PaintedRegion> Of(IReadOnlyList<StylePicture> styles) =>
        [
            .. styles.Where(style => style.Lends != LentLayers.Coarse).GroupBy(style => style.Region)
                .Select(group => new PaintedRegion(group.Key, [.. group])),
        ];

    /// <summary>
    /// How much of each pixel belongs to each region: share_r = T_r/max(1, Σ_q T_q). What Σ_r share_r lacks
    /// of 1 is nobody's.
    /// </summary>
    /// <param name="regions">All regions of a run.</param>
    /// <param name="size">Of the pictures that are blended by the shares.</param>
    /// <returns>One mask of that size for each region.</returns>
    public static IReadOnlyList<Mask> Shares(IReadOnlyList<PaintedRegion> regions, ImageSize size)
    {
        Mask[] masks = [.. regions.Select(region => region.MaskAt(size) ?? Everywhere(size))];
        float[] sums = new float[size.Pixels];
        foreach (Mask mask in masks)
        {
            for (int p = 0; p < sums.Length; p++)
                sums[p] += mask.Data[p];
        }

        return
        [
            .. masks.Select(mask => new Mask(
                size.Width, size.Height, [.. mask.Data.Select((value, p) => value / Math.Max(1, sums[p]))])),
        ];
    }

    /// <summary>T at a size; null for everywhere.</summary>
    public Mask? MaskAt(ImageSize size) => Region?.Resize(size);

    /// <summary>A painting's share of this region.</summary>
    public double ShareOf(StylePicture style) => style.Weight / Styles.Sum(s => s.Weight);

    private static Mask Everywhere(ImageSize size)
    {
        float[] ones = new float[size.Pixels];
        Array.Fill(ones, 1f);
        return new Mask(size.Width, size.Height, ones);
    }
}
