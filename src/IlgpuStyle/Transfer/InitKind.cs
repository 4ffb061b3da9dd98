namespace IlgpuStyle.Transfer;

/// <summary>Where the optimisation starts.</summary>
public enum InitKind
{
    /// <summary>At the content picture.</summary>
    Content,

    /// <summary>
    /// At the content picture in the style pictures' colours (mean and covariance,
    /// <see cref="Imaging.ColorMatchMethod.Symmetric"/>), each region in those of its own: the shallow style
    /// layers are met from the first step on, which saves a third of the steps (bench/README.md). What no
    /// style picture acts on keeps its colours.
    /// </summary>
    Matched,

    /// <summary>At seeded Gaussian noise around mid-grey.</summary>
    Noise,

    /// <summary>At a mixture of content and that noise.</summary>
    Blend,

    /// <summary>At the first style picture, enlarged or reduced to cover the content's size.</summary>
    Style,

    /// <summary>
    /// At seeded Gaussian noise with mean and deviation of each channel of the first style picture
    /// (crowsonkb: style_stats).
    /// </summary>
    Statistics,

    /// <summary>At mid-grey.</summary>
    Grey,

    /// <summary>At seeded noise whose values are spread evenly over the pixels' range.</summary>
    Uniform,

    /// <summary>At a picture of the user's, resized to the content's size.</summary>
    Picture,
}
