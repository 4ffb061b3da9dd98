using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>The stages that a run really has.</summary>
internal static class StageList
{
    /// <summary>The sizes and steps of the run; coarse stages that would be too small to see anything are left out.</summary>
    /// <param name="options">What the run computes.</param>
    /// <param name="fullSize">Size of the result.</param>
    public static List<(ImageSize Size, int Iterations)> Of(StyleTransferOptions options, ImageSize fullSize)
    {
        List<(ImageSize Size, int Iterations)> stages = [];
        foreach (ScaleStep scale in options.Scales)
        {
            ImageSize size = fullSize.WithLongSide((int)Math.Round(fullSize.LongSide * scale.Factor));
            if (scale.Factor == 1 || Math.Min(size.Width, size.Height) >= StyleTransferOptions.SmallestStage)
                stages.Add((size, scale.Iterations));
        }

        return stages;
    }
}
