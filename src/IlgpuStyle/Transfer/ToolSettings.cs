using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Optimization;

namespace IlgpuStyle.Transfer;

/// <summary>
/// Everything that a public tool does besides its formula: with it a preset gives the tool's own loss for the
/// same weights and pictures, term by term. What it does not repeat are a tool's random numbers (runs start
/// from the content picture) and that some tools never write their last step.
/// </summary>
internal static class ToolSettings
{
    private static readonly Dictionary<string, Func<StyleTransferOptions, StyleTransferOptions>> s_tools = new()
    {
        ["gatys"] = options => options with { Network = new NetworkOptions(PoolingKind.Average) },
        ["neural-style"] = NeuralStyle,
        ["neural-style-pt"] = NeuralStylePt,
        ["leongatys"] = LeonGatys,
        ["coursera"] = Coursera,
        ["cs231n"] = Cs231n,
        ["tf-tutorial"] = TfTutorial,
        ["crowsonkb"] = Crowsonkb,
    };

    /// <summary>The presets that belong to a tool.</summary>
    public static IReadOnlyCollection<string> Names => s_tools.Keys;

    /// <summary>
    /// The options as the tool of their preset has them: its formula in full, pixel scale, sizes, pooling,
    /// optimiser and steps.
    /// </summary>
    /// <exception cref="InputException">The preset is this program's own.</exception>
    public static StyleTransferOptions Apply(StyleTransferOptions options) =>
        s_tools.TryGetValue(options.Preset.Name, out Func<StyleTransferOptions, StyleTransferOptions>? tool)
            ? tool(options with { Init = options.Init == InitKind.Matched ? InitKind.Content : options.Init })
            : throw new InputException(
                $"preset {options.Preset.Name} is this program's own, there is no tool to be exact to; "
                    + $"tools: {string.Join(", ", Names)}.");

    // Torch's L-BFGS, whose first step is as long as the tool's pixels are small.
    private static StyleTransferOptions Torch(
        StyleTransferOptions options, double pixelRange, int iterations) => options with
    {
        Size = 512,
        Scales = StyleTransferOptions.OneScale(iterations),
        Optimizer = OptimizerKind.LbfgsFixedStep,
        HistorySize = LbfgsOptions.Torch.HistorySize,
        Replay = new ToolReplay { FirstStepUnit = 1 / pixelRange },
        Network = new NetworkOptions(PoolingKind.Max, PixelRange: pixelRange, OptimizesInput: true),
    };

    // Gradients of pixels from 0 to R are 1/R of those of pixels from 0 to 1: so is what ε is added to.
    private static AdamOptions AdamOn(double pixelRange, double learningRate)
    {
        AdamOptions plain = new();
        return plain with { LearningRate = learningRate / pixelRange, Epsilon = pixelRange * plain.Epsilon };
    }

    /// <summary>
    /// jcjohnson/neural-style, commit 07c4b82: pixels times 256; ½·10⁻³·ΣΔ² on them, in the gradient alone.
    /// </summary>
    private static StyleTransferOptions NeuralStyle(StyleTransferOptions options)
    {
        const double PixelRange = 256;
        PictureFit fit = new(Rounding: SideRounding.Truncate, Filter: ResampleFilter.Torch7);
        StyleTransferOptions torch = Torch(options, PixelRange, 1000);
        return torch with
        {
            ContentFit = fit,
            StyleFit = fit,
            Replay = torch.Replay with { StyleScaleRounding = SideRounding.Up },
            Adam = AdamOn(PixelRange, 10),
            Network = torch.Network with { CeilMaxPooling = true },
            Preset = options.Preset with
            {
                TotalVariationWeight = options.Preset.TotalVariationWeight * 0.5 * PixelRange * PixelRange,
                TotalVariationKind = TotalVariationKind.SquaredInside,
                TotalVariationInLoss = false,
            },
        };
    }

    /// <summary>ProGamerGov/neural-style-pt, commit 7251405; -original_colors is <see cref="ColorRule.Restore"/>.</summary>
    private static StyleTransferOptions NeuralStylePt(StyleTransferOptions options)
    {
        PictureFit fit = new(Rounding: SideRounding.TruncateProduct, Filter: ResampleFilter.PillowBilinear);
        StyleTransferOptions torch = Torch(options, 255, 1000);
        return torch with
        {
            ContentFit = fit,
            StyleFit = fit,
            Replay = torch.Replay with { StyleScaleRounding = SideRounding.Truncate },
            Luminance = LuminanceSpace.PillowYCbCr,
            Adam = AdamOn(255, 1),
        };
    }

    /// <summary>
    /// leongatys/PytorchNeuralStyleTransfer, NeuralStyleTransfer.ipynb: the shorter side is 512.
    /// </summary>
    private static StyleTransferOptions LeonGatys(StyleTransferOptions options)
    {
        PictureFit fit = new(ShortSide: true, SideRounding.Truncate, Filter: ResampleFilter.PillowBilinear);
        return Torch(options, 255, 500) with { ContentFit = fit, StyleFit = fit };
    }

    /// <summary>
    /// The exercise's TensorFlow graph: average pooling, Adam with 2.0 on pixels from 0 to 255; pictures are
    /// expected at their size.
    /// </summary>
    private static StyleTransferOptions Coursera(StyleTransferOptions options) => options with
    {
        Size = 400,
        Scales = StyleTransferOptions.OneScale(200),
        Optimizer = OptimizerKind.Adam,
        Adam = AdamOn(255, 2),
        Network = new NetworkOptions(PoolingKind.Average, OptimizesInput: true),
    };

    /// <summary>
    /// The assignment: pictures by Pillow with a shorter side of 192, total variation on what the network is
    /// fed.
    /// </summary>
    private static StyleTransferOptions Cs231n(StyleTransferOptions options)
    {
        PictureFit fit = new(ShortSide: true, SideRounding.Truncate, Filter: ResampleFilter.PillowBilinear);
        return options with
        {
            Size = 192,
            ContentFit = fit,
            StyleFit = fit,
            Network = new NetworkOptions(PoolingKind.Max),
            Preset = options.Preset with { TotalVariationSpace = TotalVariationSpace.NetworkInput },
        };
    }

    /// <summary>
    /// TensorFlow's tutorial: plain bilinear resizing, Adam(0.02, β₁ 0.99, ε 0.1), pixels kept in [0, 1].
    /// </summary>
    private static StyleTransferOptions TfTutorial(StyleTransferOptions options)
    {
        PictureFit fit = new(Rounding: SideRounding.TruncateSingleProduct, Filter: ResampleFilter.BilinearAliased);
        return options with
        {
            Size = 512,
            ContentFit = fit,
            StyleFit = fit,
            Scales = StyleTransferOptions.OneScale(1000),
            Optimizer = OptimizerKind.Adam,
            Adam = new AdamOptions { LearningRate = 0.02, Beta1 = 0.99, Epsilon = 0.1 },
            Box = new BoxConstraint(0, 1),
            Network = new NetworkOptions(PoolingKind.Max),
        };
    }

    /// <summary>
    /// crowsonkb/style-transfer-pytorch, commit e7e2c71: sizes √2 apart from a long side of 128, twice the
    /// steps at the first, Adam(0.02, β₂ 0.99) with its moments carried from size to size, average of the
    /// iterates, the start of each size among them.
    /// </summary>
    private static StyleTransferOptions Crowsonkb(StyleTransferOptions options)
    {
        PictureFit fit = new(Rounding: SideRounding.NearestEven, Filter: ResampleFilter.PillowBicubic);
        return options with
        {
            Size = 512,
            ContentFit = fit,
            StyleFit = fit with { NeverEnlarges = true },
            Scales = ScalePlan.Pyramid(500),
            FirstIterations = 1000,
            SmallestShortSide = 1,
            Replay = new ToolReplay { StyleSizeIsFixed = true, SmallestLongSide = 128, GrowthFilter = ResampleFilter.TorchBicubic },
            Optimizer = OptimizerKind.Adam,
            Adam = new AdamOptions { LearningRate = 0.02, Beta2 = 0.99, CarriesMoments = true },
            Box = new BoxConstraint(0, 1),
            AverageDecay = 0.99,
            Network = new NetworkOptions(
                PoolingKind.Max, FirstPadding: PaddingMode.Replicate, RescalePooling: true),
        };
    }
}
