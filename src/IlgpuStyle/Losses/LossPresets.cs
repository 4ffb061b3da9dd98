using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;

namespace IlgpuStyle.Losses;

/// <summary>
/// The named formulas, on one pixel scale (RGB in [0, 1] at the input of the network's own normalisation). What a tool does
/// besides its formula, pixel scale, resizing, pooling, is <see cref="Transfer.ToolSettings"/>'s.
/// </summary>
public static class LossPresets
{
    /// <summary>
    /// Every term relative to its target, so that one set of weights fits networks of any activation scale
    /// and pictures of any size.
    /// </summary>
    public static LossPreset Relative { get; } = new()
    {
        Name = "relative",
        ContentLayers = Uniform(1, "conv3_2", "conv4_2"),
        ContentWeight = 1,
        ContentNormalization = ContentNormalization.HalfRelative,
        StyleLayers = Uniform(1, "conv1_1", "conv2_1", "conv3_1", "conv4_1"),
        StyleWeight = 15,
        GramNormalization = GramNormalization.Positions,
        StyleNormalization = StyleNormalization.Relative,
        TotalVariationWeight = 20,
        TotalVariationNormalization = TotalVariationNormalization.Mean,
    };

    /// <summary>
    /// The default: <see cref="Relative"/> on other layers, with covariances and repeated border pixels. Contours come from conv2_2, the
    /// rest of the content from conv3_2; every layer to conv3_3 is in the style but the fourth of VGG19's third block, which VGG16 lacks.
    /// </summary>
    /// <remarks>
    /// After a ReLU every mean is positive: most of a Gram matrix is the outer product of the means, and most of its distance can be had by
    /// raising means, which fine ripples in flat regions do. The covariance leaves that to the start
    /// (<see cref="Transfer.InitKind.Matched"/>) and is all strokes. Zeros beyond the border are a frame that the picture answers with a
    /// dark line of its own. Statistics of small filters are met by specks of red and blue in dark places as well as by strokes; counting
    /// differences in colour four times takes the specks away. (Tübingen in The Starry Night at 256 pixels: mean colour difference of
    /// neighbours 0.017 before, 0.008 after; root mean square of the colour itself 0.228 and 0.225, mean difference in lightness 0.036 both
    /// times. At 30 times, small things lose their colours.) conv3_2 has four times the positions of conv4_2: it keeps the photo of small
    /// results too. A network of half the channels is held to the painting by neighbouring layers' channels where its own do not tell.
    /// </remarks>
    public static LossPreset Painterly { get; } = Relative with
    {
        Name = "painterly",
        ContentLayers = [new("conv2_2", 0.4), new("conv3_2", 0.6)],
        StyleKind = StyleKind.CentredGram,
        StyleLayers = Uniform(1, "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3"),
        StyleWeight = 2,
        TotalVariationWeight = 50,
        TotalVariationColor = 4,
        Description = "the default: the painting's strokes and colours, the photo's shapes",
        Padding = PaddingMode.Replicate,
    };

    /// <summary>Strokes nearly twice as large, that the photo's contours do not hold back.</summary>
    public static LossPreset Bold { get; } = Painterly with
    {
        Name = "bold",
        Description = "large strokes that run over the photo's details",
        ContentLayers = Uniform(1, "conv3_3"),
        StyleWeight = 8,
        StyleScale = 1.6,
    };

    /// <summary>The photo's contours, light and small things, in the painting's colours and fine strokes.</summary>
    public static LossPreset Faithful { get; } = Painterly with
    {
        Name = "faithful",
        Description = "the photo's light and details, in the painting's colours",
        ContentLayers = [new("conv1_2", 0.3), new("conv2_2", 0.4), new("conv3_2", 0.3)],
        ContentWeight = 4,
    };

    /// <summary><see cref="Painterly"/> in the photo's colours.</summary>
    public static LossPreset KeepColors { get; } = Painterly with
    {
        Name = "keep-colors",
        Description = "the painting's strokes in the photo's colours",
        Color = ColorRule.Keep,
    };

    /// <summary>
    /// Kolkin, Kucera, Paris, Sýkora, Shechtman &amp; Shakhnarovich 2022, Neural Neighbor Style Transfer, with the network, optimiser and
    /// content layers of <see cref="Painterly"/>: every position's features from the nearest in the painting, from a short side of 96
    /// pixels on; the content weight is the one number between photo and painting, as the paper's α. (The paper begins at 64 pixels and has
    /// no content loss. From there, with conv4_2 at 0.25 alone, the embedded network paints strokes and loses the photo.)
    /// </summary>
    public static LossPreset Nearest { get; } = Painterly with
    {
        Name = "nearest",
        Description = "each place in the likest part of the painting: whole pieces of it, for clear shapes",
        ContentLayers = [new("conv2_2", 0.4), new("conv4_2", 0.6)],
        ContentWeight = 0.4,
        StyleKind = StyleKind.Nearest,
        StyleLayers = Uniform(1, "conv1_2", "conv2_2", "conv3_1", "conv3_3", "conv4_1"),
        StyleWeight = 1,
        TotalVariationWeight = 5,
        SmallestShortSide = 96,
    };

    /// <summary>
    /// Heitz, Vanhoey, Chambon &amp; Belcour 2021, A Sliced Wasserstein Loss for Neural Texture Synthesis, in place of the covariances of
    /// <see cref="Painterly"/>.
    /// </summary>
    public static LossPreset Sliced { get; } = Painterly with
    {
        Name = "sliced",
        Description = "painterly with the painting's own mix of colours; three times the time",
        ContentLayers = [new("conv2_2", 0.4), new("conv4_2", 0.6)],
        StyleKind = StyleKind.Sliced,
        StyleLayers = Uniform(1, "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_3", "conv4_1"),
        StyleWeight = 20,
    };

    /// <summary>
    /// Kolkin, Salavon &amp; Shakhnarovich 2019, Style Transfer by Relaxed Optimal Transport and Self-Similarity, with the network,
    /// optimiser and smoothness of <see cref="Painterly"/>: style and content read the same layers, the content weight is doubled at half
    /// the size, as the paper's α.
    /// </summary>
    public static LossPreset Strotss { get; } = Painterly with
    {
        Name = "strotss",
        Description = "the photo's large things, built of the painting's matter; three times the time",
        ContentKind = ContentKind.SelfSimilarity,
        ContentLayers = Uniform(1, "conv1_2", "conv2_2", "conv3_1", "conv3_3", "conv4_1"),
        ContentWeight = 1.5,
        CoarseContent = 1,
        StyleKind = StyleKind.EarthMover,
        StyleLayers = Uniform(1, "conv1_2", "conv2_2", "conv3_1", "conv3_3", "conv4_1"),
        StyleWeight = 1,
        TotalVariationWeight = 5,
        SmallestShortSide = 96,
    };

    /// <summary>Gatys, Ecker &amp; Bethge, CVPR 2016, equations 1 to 7, α/β = 10⁻³.</summary>
    public static LossPreset Gatys { get; } = new()
    {
        Name = "gatys",
        ContentLayers = Uniform(1, "conv4_2"),
        ContentWeight = 1,
        ContentNormalization = ContentNormalization.HalfSum,
        StyleLayers = FiveStyleLayers(0.2),
        StyleWeight = 1e3,
        GramNormalization = GramNormalization.Positions,
        StyleNormalization = StyleNormalization.QuarterMean,
    };

    /// <summary>jcjohnson/neural-style: mean squared errors, Gram matrices over C·M, absolute total variation.</summary>
    public static LossPreset NeuralStyle { get; } = new()
    {
        Name = "neural-style",
        ContentLayers = Uniform(1, "conv4_2"),
        ContentWeight = 5,
        ContentNormalization = ContentNormalization.Mean,
        StyleLayers = FiveStyleLayers(1),
        StyleWeight = 100,
        GramNormalization = GramNormalization.ChannelsAndPositions,
        StyleNormalization = StyleNormalization.Mean,
        TotalVariationWeight = 1e-3,
        TotalVariationKind = TotalVariationKind.Absolute,
    };

    /// <summary>ProGamerGov/neural-style-pt: the same with the tool's total variation, which it takes of pixels from 0 to 255.</summary>
    public static LossPreset NeuralStylePt { get; } = NeuralStyle with { Name = "neural-style-pt", TotalVariationWeight = 1e-3 * 255 };

    /// <summary>leongatys/PytorchNeuralStyleTransfer, the notebook of the method's author: layer weights 10³/C², content weight
    /// 1.</summary>
    public static LossPreset LeonGatys { get; } = new()
    {
        Name = "leongatys",
        ContentLayers = Uniform(1, "conv4_2"),
        ContentWeight = 1,
        ContentNormalization = ContentNormalization.Mean,
        StyleLayers = FiveStyleLayers(1),
        StyleWeight = 1e3,
        GramNormalization = GramNormalization.Positions,
        StyleNormalization = StyleNormalization.MeanOverWidthSquared,
    };

    /// <summary>
    /// crowsonkb/style-transfer-pytorch: Wasserstein-2 distances, layer weights falling by 4, nine-point total variation.
    /// </summary>
    public static LossPreset Crowsonkb { get; } = new()
    {
        Name = "crowsonkb",
        ContentLayers = Uniform(1, "conv4_2"),
        ContentWeight = 0.015,
        ContentNormalization = ContentNormalization.Mean,
        StyleKind = StyleKind.Wasserstein,
        StyleLayers =
        [
            new("conv1_1", 256.0 / 341), new("conv2_1", 64.0 / 341), new("conv3_1", 16.0 / 341), new("conv4_1", 4.0 / 341),
                new("conv5_1", 1.0 / 341),
        ],
        StyleWeight = 1,
        GramNormalization = GramNormalization.Positions,
        StyleNormalization = StyleNormalization.Mean,
        TotalVariationWeight = 2,
        TotalVariationStencil = TotalVariationStencil.NinePoint,
    };

    /// <summary>The cost of the Coursera deep learning exercise, α = 10, β = 40.</summary>
    public static LossPreset Coursera { get; } = new()
    {
        Name = "coursera",
        ContentLayers = Uniform(1, "conv4_2"),
        ContentWeight = 10,
        ContentNormalization = ContentNormalization.QuarterMean,
        StyleLayers = FiveStyleLayers(0.2),
        StyleWeight = 40,
        GramNormalization = GramNormalization.Positions,
        StyleNormalization = StyleNormalization.QuarterMean,
    };

    /// <summary>The formula of Stanford's CS231n assignment, carried over from SqueezeNet to VGG's layers.</summary>
    public static LossPreset Cs231n { get; } = new()
    {
        Name = "cs231n",
        ContentLayers = Uniform(1, "conv3_2"),
        ContentWeight = 0.06,
        ContentNormalization = ContentNormalization.Sum,
        StyleLayers = [new("conv1_1", 300), new("conv2_1", 1), new("conv3_1", 15), new("conv4_1", 3)],
        StyleWeight = 1,
        GramNormalization = GramNormalization.ChannelsAndPositions,
        StyleNormalization = StyleNormalization.Sum,
        TotalVariationWeight = 0.02,
    };

    /// <summary>TensorFlow's neural style transfer tutorial.</summary>
    public static LossPreset TfTutorial { get; } = new()
    {
        Name = "tf-tutorial",
        ContentLayers = Uniform(1, "conv5_2"),
        ContentWeight = 1e4,
        ContentNormalization = ContentNormalization.Mean,
        StyleLayers = FiveStyleLayers(0.2),
        StyleWeight = 1e-2,
        GramNormalization = GramNormalization.Positions,
        StyleNormalization = StyleNormalization.Mean,
        TotalVariationWeight = 30,
        TotalVariationKind = TotalVariationKind.Absolute,
    };

    /// <summary>Starting points for pictures, the default first.</summary>
    public static IReadOnlyList<LossPreset> Looks { get; } = [Painterly, Bold, Faithful, KeepColors];

    /// <summary>All presets: the looks, then the formulas of papers and tools.</summary>
    public static IReadOnlyList<LossPreset> All { get; } =
    [
        .. Looks, Nearest, Sliced, Strotss, Relative, Gatys, NeuralStyle, NeuralStylePt, LeonGatys, Coursera, Cs231n, TfTutorial,
        Crowsonkb,
    ];

    /// <summary>The preset of that name.</summary>
    /// <exception cref="InputException">There is none; the message lists them.</exception>
    public static LossPreset ByName(string name) =>
        All.FirstOrDefault(preset => preset.Name == name)
        ?? throw new InputException($"unknown preset '{name}'; known: {string.Join(", ", All.Select(p => p.Name))}.");

    private static LayerWeight[] FiveStyleLayers(double weight) =>
        Uniform(weight, "conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1");

    private static LayerWeight[] Uniform(double weight, params string[] layers) =>
        Array.ConvertAll(layers, layer => new LayerWeight(layer, weight));
}
