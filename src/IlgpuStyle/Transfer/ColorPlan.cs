using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>
/// What the paintings' <see cref="ColorRule"/>s mean for a run: the pictures that it sees, and what becomes
/// of its result. Gatys, Bethge, Hertzmann &amp; Shechtman, "Preserving Color in Neural Artistic Style
/// Transfer", arXiv:1606.05897; inside each region with the statistics of that region, as Gatys, Ecker,
/// Bethge, Hertzmann &amp; Shechtman (CVPR 2017) control style and colour of regions apart.
/// </summary>
internal sealed class ColorPlan
{
    private readonly StyleTransferOptions _options;
    private readonly TransferPictures _pictures;
    private readonly IReadOnlyList<PaintedRegion> _regions;
    private readonly bool _keepsAny;
    private readonly bool _keepsAll;
    private readonly bool _endsAny;
    private readonly bool _endsAll;

    /// <summary>Looks at the rules.</summary>
    /// <param name="options">Rule of paintings that have none of their own, space and method.</param>
    /// <param name="pictures">The pictures as they were given.</param>
    public ColorPlan(StyleTransferOptions options, TransferPictures pictures)
    {
        _options = options;
        _pictures = pictures;
        _regions = PaintedRegion.Of(pictures.Styles);
        _keepsAny = pictures.Styles.Any(Keeps);
        _keepsAll = pictures.Styles.All(Keeps);
        _endsAny = pictures.Styles.Any(EndsWithContentColors);
        _endsAll = pictures.Styles.All(EndsWithContentColors);
    }

    /// <summary>
    /// The pictures for the losses. Keep: the content grey where the painting acts, the painting's lightness
    /// with the mean and deviation that the content's has there. Match: the painting in the colours that the
    /// content has there, limited to [0, 1] because a picture has no others. Of a painting only the part that
    /// lends its style is measured. The start is the user's own and stays.
    /// </summary>
    public TransferPictures Prepare()
    {
        RgbImage content = _pictures.Content;
        RgbImage? grey = _keepsAny ? Luminance.Grey(content, _options.Luminance) : null;
        Dictionary<StylePicture, RgbImage> painted = new(ReferenceEqualityComparer.Instance);
        foreach (PaintedRegion region in _regions)
        {
            Mask? mask = region.Styles.Any(style => RuleOf(style) is ColorRule.Keep or ColorRule.Match)
                ? region.MaskAt(content.Size)
                : null;
            foreach (StylePicture style in region.Styles)
                painted[style] = Painting(style, content, grey, mask);
        }

        foreach (StylePicture style in _pictures.Styles.Where(style => !painted.ContainsKey(style)))
            painted[style] = Painting(style, content, grey, style.Region?.Resize(content.Size));
        return _pictures with
        {
            Content = grey is null ? content : _keepsAll ? grey : Share(content.Size, Keeps).Blend(grey, content),
            Styles = [.. _pictures.Styles.Select(style => style with { Picture = painted[style] })],
        };
    }

    /// <summary>
    /// The picture to show, in [0, 1], of an iterate of any size, which may be overwritten. Keep and restore: its
    /// lightness with the content's colours, where such a painting acts; regions meet as softly as their
    /// masks.
    /// </summary>
    public RgbImage Finish(RgbImage iterate)
    {
        RgbImage picture = Limited(iterate);
        if (!_endsAny)
            return picture;
        RgbImage colors = StageTargets.Shown(_pictures.Content, picture.Size, _options.ContentFit.Filter);
        if (!_endsAll)
        {
            RgbImage restored = Limited(Luminance.Combine(picture, colors, _options.Luminance));
            return Share(picture.Size, EndsWithContentColors).Blend(restored, picture);
        }

        Luminance.CombineInto(picture, picture, colors, _options.Luminance);
        return Limited(picture);
    }

    private ColorRule RuleOf(StylePicture style) => style.Color ?? _options.Color;

    private bool Keeps(StylePicture style) => RuleOf(style) == ColorRule.Keep;

    private bool EndsWithContentColors(StylePicture style) => RuleOf(style) is ColorRule.Keep or ColorRule.Restore;

    private RgbImage Painting(StylePicture style, RgbImage content, RgbImage? grey, Mask? region)
    {
        RgbImage picture = style.Picture;
        return RuleOf(style) switch
        {
            ColorRule.Keep => Limited(Luminance.MatchMoments(
                Luminance.Grey(picture, _options.Luminance), grey!, style.Part?.Resize(picture.Size), region)),
            ColorRule.Match => Limited(ColorTransfer.Match(
                picture, content, _options.ColorMatch, style.Part?.Resize(picture.Size), region)),
            _ => picture,
        };
    }

    /// <summary>
    /// Where the paintings of some kind act: 1 − Σ_r share_r·a_r with a_r the weight of the region's other
    /// paintings. What is nobody's counts too.
    /// </summary>
    private Mask Share(ImageSize size, Func<StylePicture, bool> isMeant)
    {
        IReadOnlyList<Mask> shares = PaintedRegion.Shares(_regions, size);
        float[] keep = new float[size.Pixels];
        Array.Fill(keep, 1f);
        for (int r = 0; r < _regions.Count; r++)
        {
            PaintedRegion region = _regions[r];
            float others = (float)region.Styles.Where(style => !isMeant(style)).Sum(region.ShareOf);
            for (int p = 0; p < keep.Length; p++)
                keep[p] -= others * shares[r].Data[p];
        }

        return new Mask(size.Width, size.Height, keep).Select(value => Math.Clamp(value, 0, 1));
    }

    private static RgbImage Limited(RgbImage picture)
    {
        picture.Clamp();
        return picture;
    }
}
