using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>
/// Peculiarities of public tools that a run repeats to give their numbers, and that nobody would choose for their own sake.
/// <see cref="ToolSettings"/> sets them; the defaults are this program's own ways.
/// </summary>
internal sealed record ToolReplay
{
    /// <summary>How the product of <see cref="StyleTransferOptions.StyleScale"/> and the result's side becomes whole.</summary>
    public SideRounding StyleScaleRounding { get; init; } = SideRounding.NearestEven;

    /// <summary>Whether <see cref="StyleTransferOptions.StyleSize"/> is the size at coarse stages too.</summary>
    public bool StyleSizeIsFixed { get; init; }

    /// <summary>Smallest long side that a coarse stage may have, in pixels.</summary>
    public int SmallestLongSide { get; init; }

    /// <summary>
    /// Length of the unit in which fixed-step L-BFGS measures steps along the gradient: 1 for the pixel range, 1/255
    /// for a tool whose pixels go from 0 to 255.
    /// </summary>
    public double FirstStepUnit { get; init; } = 1;

    /// <summary>The cubic kernel by which the picture, and Adam's first moment, grow from size to size.</summary>
    public ResampleFilter GrowthFilter { get; init; } = ResampleFilter.Bicubic;
}
