using IlgpuStyle.Imaging;

namespace IlgpuStyle.Transfer;

/// <summary>
/// Coarse to fine: the sizes of a run and the steps at each. Large structures are settled where a step is
/// cheap, because a layer sees the more of the picture the smaller it is; the last stage only has to add what
/// the smaller ones could not show.
/// </summary>
internal static class ScalePlan
{
    /// <summary>
    /// Sides of a picture that is to be seamless are multiples of this: four poolings then halve it without a
    /// remainder, and every feature map is a torus too.
    /// </summary>
    public const int Grid = 16;

    /// <summary>Short side below which the deep layers see next to nothing, in pixels.</summary>
    public const int SmallestSeen = 96;

    // With the photo's structures there from the start, smaller sizes lay patches over it that are not in the photo
    // and lower no loss (bench/README.md).
    private const int SmallestOfPhoto = 240;

    // Smaller sizes of such a start take one step for so many at full size: they make strokes longer and more coherent, which takes a few,
    // and lower the last loss less than as many steps at full size do (bench/README.md).
    private const int FullStepsForOneOfPhoto = 16;

    // Enough for the largest size: 96·√2^17 > 32768. Neighbouring sizes differ by a factor of two in pixels,
    // so that all smaller stages together cost no more than the full one.
    private const int MostStages = 18;

    /// <summary>
    /// Factors 1, 1/√2, 1/2 … in rising order; a run leaves out those below
    /// <see cref="StyleTransferOptions.SmallestShortSide"/>.
    /// </summary>
    /// <param name="iterations">Steps at each size.</param>
    /// <param name="count">Number of sizes, at least 1; null for all.</param>
    public static IReadOnlyList<ScaleStep> Pyramid(int iterations, int? count = null)
    {
        ScaleStep[] steps = new ScaleStep[Math.Clamp(count ?? MostStages, 1, MostStages)];
        for (int k = 0; k < steps.Length; k++)
            steps[^(k + 1)] = new ScaleStep(Math.Pow(2, -k / 2.0), iterations);
        return steps;
    }

    /// <summary>
    /// The smallest short side of a coarse stage in pixels, where the options name none: from noise or a painting, large
    /// structures have to be found first, and that is cheapest where the picture is smallest.
    /// </summary>
    /// <param name="start">What the first stage starts from.</param>
    public static int SmallestUseful(InitKind start) =>
        start is InitKind.Content or InitKind.Matched or InitKind.Blend or InitKind.Picture ? SmallestOfPhoto : SmallestSeen;

    /// <summary>
    /// The stages that a run will have, each fitted from the content picture's own size; coarse ones that
    /// would be too small to see anything are left out. The last one's size is the result's. Where the start has the photo's structures
    /// and nobody says how small a stage may be, coarse ones take a sixteenth of their steps.
    /// </summary>
    /// <param name="options">
    /// Rising factors, the last 1; which side is given, and how long it is; with circular padding sides are rounded to multiples of
    /// <see cref="Grid"/>.
    /// </param>
    /// <param name="content">The content picture's size.</param>
    /// <exception cref="InputException">The result would be larger than a picture can be.</exception>
    public static IReadOnlyList<ScaleStage> Stages(StyleTransferOptions options, ImageSize content)
    {
        ImageSize fullSize = OnGrid(options, options.ContentFit.SizeOf(content, options.Size));
        RgbImage.CheckLength(fullSize);
        int fullSide = options.ContentFit.SideOf(fullSize);
        int smallest = options.SmallestShortSide ?? SmallestUseful(options.Init);
        int stepsForOne = options.SmallestShortSide is null && smallest == SmallestOfPhoto ? FullStepsForOneOfPhoto : 1;
        List<ScaleStage> stages = [];
        foreach (ScaleStep scale in options.Scales)
        {
            ImageSize size = options.ContentFit.SizeOf(
                content, Math.Max(1, (int)Math.Round(fullSide * scale.Factor)));
            if (scale.Factor == 1)
                stages.Add(new ScaleStage(fullSize, scale.Iterations));
            else if (scale.Iterations > 0 && Math.Min(size.Width, size.Height) >= smallest
                && size.LongSide >= options.Replay.SmallestLongSide)
                stages.Add(new ScaleStage(OnGrid(options, size), (scale.Iterations + stepsForOne - 1) / stepsForOne));
        }

        if (options.FirstIterations is { } iterations)
            stages[0] = stages[0] with { Iterations = iterations };
        return stages;
    }

    private static ImageSize OnGrid(StyleTransferOptions options, ImageSize size) => options.IsTorus
        ? new ImageSize(Rounded(size.Width), Rounded(size.Height))
        : size;

    private static int Rounded(int side) => Math.Max(1, (side + Grid / 2) / Grid) * Grid;
}
