using IlgpuStyle.Backends;
using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;
using IlgpuStyle.Network;
using IlgpuStyle.Tensors;
using IlgpuStyle.Tests.Support;
using IlgpuStyle.Transfer;
using IlgpuStyle.Verification;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Tests.Transfer;

/// <summary>
/// Every tool's loss, term by term, its gradient and its resized pictures against an independent autograd (Golden/make_tools.py), from the
/// same 8-bit pictures.
/// </summary>
public sealed class ToolSettingsTests
{
    /// <summary>Tool, family of the weights, pooling if not the tool's default.</summary>
    public static TheoryData<string, string, PoolingKind?> Tools { get; } = new()
    {
        { "neural-style", "caffe", null },
        { "neural-style-pt", "caffe", null },
        { "leongatys", "caffe", null },
        { "gatys", "caffe", null },
        { "coursera", "caffe", null },
        { "tf-tutorial", "caffe", null },
        { "cs231n", "torchvision", null },
        { "crowsonkb", "torchvision", null },
        { "crowsonkb", "torchvision", PoolingKind.Average },
        { "crowsonkb", "torchvision", PoolingKind.L2 },
    };

    [Theory]
    [MemberData(nameof(Tools))]
    public void Apply_OnTheReference_GivesTheToolsLoss(string tool, string family, PoolingKind? pooling) =>
        AssertAgrees(BackendCatalogue.Reference, tool, family, pooling);

    [Theory]
    [Trait("Category", "Kernels")]
    [Trait("Category", "Simd")]
    [MemberData(nameof(Tools))]
    public void Apply_OnSimdDirectly_GivesTheToolsLoss(string tool, string family, PoolingKind? pooling) =>
        AssertAgrees(BackendCatalogue.SimdDirect, tool, family, pooling);

    // The formulas are the same code on every backend, and operators have tests of their own: here one of each family of weights.
    [Theory]
    [Trait("Category", "Kernels")]
    [InlineData("crowsonkb", "torchvision", PoolingKind.L2)]
    [InlineData("leongatys", "caffe", null)]
    public void Apply_OnIlgpuCpu_GivesTheToolsLoss(string tool, string family, PoolingKind? pooling) =>
        AssertAgrees("ilgpu-cpu", tool, family, pooling);

    [Fact]
    public void Apply_OwnPreset_SaysThatThereIsNoTool()
    {
        InputException error = Assert.Throws<InputException>(() => ToolSettings.Apply(new StyleTransferOptions()));
        Assert.Contains("crowsonkb", error.Message);
    }

    [Fact]
    public void Apply_EveryTool_GivesUsableOptions() => Assert.All(
        ToolSettings.Names, name => ToolSettings.Apply(new StyleTransferOptions { Preset = LossPresets.ByName(name) }).Validate());

    // Each tool's own arithmetic in double: 1.1·100 is 110.00000000000001 and 0.29·100 is 28.999999999999996.
    [Theory]
    [InlineData("neural-style", 100, 1.1, 111)]
    [InlineData("neural-style", 100, 0.29, 29)]
    [InlineData("neural-style", 512, 0.37, 190)]
    [InlineData("neural-style", 512, 2, 1024)]
    [InlineData("neural-style-pt", 100, 1.1, 110)]
    [InlineData("neural-style-pt", 100, 0.29, 28)]
    [InlineData("neural-style-pt", 512, 0.37, 189)]
    [InlineData("crowsonkb", 512, 0.37, 189)]
    [InlineData("crowsonkb", 362, 0.37, 134)]
    [InlineData("crowsonkb", 181, 0.5, 90)]
    public void Apply_StyleScale_IsRoundedAsTheToolDoes(string tool, int side, double scale, int expected)
    {
        StyleTransferOptions options = ToolSettings.Apply(
            new StyleTransferOptions { Preset = LossPresets.ByName(tool), StyleScale = scale });
        Assert.Equal(expected, options.StyleSizeAt(new ImageSize(2000, 1500), new ImageSize(side, side / 2)).LongSide);
    }

    /// <summary>Python's own results; a photo of 3008×2000 becomes one pixel narrower than asked for in float32.</summary>
    [Theory]
    [InlineData("neural-style-pt", 107, 80, 511, 382)]
    [InlineData("neural-style-pt", 80, 107, 382, 511)]
    [InlineData("neural-style-pt", 694, 347, 511, 255)]
    [InlineData("neural-style-pt", 3008, 2000, 512, 340)]
    [InlineData("tf-tutorial", 3008, 2000, 511, 340)]
    [InlineData("tf-tutorial", 862, 431, 511, 255)]
    [InlineData("tf-tutorial", 694, 347, 512, 256)]
    [InlineData("neural-style", 3008, 2000, 512, 340)]
    public void Apply_Size_IsCutOffInTheToolsArithmetic(string tool, int width, int height, int toWidth, int toHeight)
    {
        StyleTransferOptions options = ToolSettings.Apply(new StyleTransferOptions { Preset = LossPresets.ByName(tool) });
        ImageSize size = ScalePlan.Stages(options, new ImageSize(width, height))[^1].Size;
        Assert.Equal(new ImageSize(toWidth, toHeight), size);
        // The style's scale is of the size that was asked for.
        Assert.Equal(
            new ImageSize(1024, 1024), (options with { StyleScale = 2 }).StyleSizeAt(new ImageSize(128, 128), size));
    }

    [Fact]
    public void Apply_CrowsonkbStyleSize_IsTheSameAtEverySize()
    {
        StyleTransferOptions options = ToolSettings.Apply(new StyleTransferOptions { Preset = LossPresets.Crowsonkb, StyleSize = 300 });
        Assert.Equal(300, options.StyleSizeAt(new ImageSize(2000, 1500), new ImageSize(128, 96)).LongSide);
        StyleTransferOptions shrinking = options with { Replay = options.Replay with { StyleSizeIsFixed = false } };
        Assert.Equal(75, shrinking.StyleSizeAt(new ImageSize(2000, 1500), new ImageSize(128, 96)).LongSide);
    }

    /// <summary>
    /// The tool: long sides round(end/2^(i/2)) from 128 on, the other side round(side·short/long) of the picture itself, 1000 steps at the
    /// first.
    /// </summary>
    [Theory]
    [InlineData(1024, 768, 512, "128×96 181×136 256×192 362×272 512×384")]
    [InlineData(997, 301, 512, "128×39 181×55 256×77 362×109 512×155")]
    [InlineData(301, 997, 511, "39×128 55×181 77×256 109×361 154×511")]
    [InlineData(800, 800, 1024, "128×128 181×181 256×256 362×362 512×512 724×724 1024×1024")]
    [InlineData(640, 480, 100, "100×75")]
    [InlineData(640, 480, 180, "180×135")]
    public void Stages_Crowsonkb_AreTheTools(int width, int height, int end, string expected)
    {
        StyleTransferOptions options = ToolSettings.Apply(new StyleTransferOptions { Preset = LossPresets.Crowsonkb }) with { Size = end };
        IReadOnlyList<ScaleStage> stages = ScalePlan.Stages(options, new ImageSize(width, height));
        Assert.Equal(expected, string.Join(' ', stages.Select(stage => stage.Size)));
        Assert.Equal([1000, .. Enumerable.Repeat(500, stages.Count - 1)], stages.Select(stage => stage.Iterations));
    }

    [Fact]
    public void Validate_GradientThatIsNotTheLosss_AsksForAnotherOptimizer()
    {
        StyleTransferOptions options = new() { Preset = LossPresets.Gatys with { NormalizeGradients = true } };
        Assert.Contains("lbfgs-fixed", Assert.Throws<InputException>(options.Validate).Message);
        (options with { Optimizer = OptimizerKind.Adam }).Validate();
    }

    private static void AssertAgrees(string backendName, string tool, string family, PoolingKind? pooling)
    {
        string path = GoldenFiles.PathOf($"tools-{family}.safetensors");
        string key = pooling is null ? tool : $"{tool}-{pooling.ToString()!.ToLowerInvariant()}";
        using SafetensorsFile golden = SafetensorsFile.Open(path);
        using WeightsFile weights = WeightsFile.Open(path);
        using IBackend backend = BackendCatalogue.Open(backendName);
        StyleTransferOptions options = ToolSettings.Apply(new StyleTransferOptions { Preset = LossPresets.ByName(tool) });
        options = options with { Network = options.Network with { Pooling = pooling ?? options.Network.Pooling } };
        if (int.Parse(golden.Metadata[$"side.{key}"]) is > 0 and int side)
            options = options with { Size = side };

        RgbImage given = Picture(golden, "picture.content"), input = Picture(golden, $"{key}.input");
        TransferPictures pictures = new() { Content = given, Styles = [new StylePicture(Picture(golden, "picture.style"))] };
        ImageSize size = int.Parse(golden.Metadata[$"side.{key}"]) == 0 ? given.Size : options.ContentFit.SizeOf(given.Size, options.Size);
        Assert.Equal(input.Size, size);
        if (size == given.Size)
            options = options with { Size = size.LongSide, StyleSize = pictures.Styles[0].Picture.Size.LongSide };
        RgbImage content = StageTargets.AtSize(given, size, options.ContentFit);
        AssertSamePixels(golden, $"{key}.content", content);
        AssertSamePixels(golden, $"{key}.style", StageTargets.AtSize(
            pictures.Styles[0].Picture, options.StyleSizeAt(pictures.Styles[0].Picture.Size, size), options.StyleFit));

        using PreparedNetwork network = new(backend, weights, options.Preset.Layers, options.Network);
        using StyleTransferObjective objective = new(
            network, options.Preset, StageTargets.Compute(network, options, pictures, content.Size), input.Shape);
        using Tensor image = backend.Allocate("image", input.Shape), gradient = backend.Allocate("gradient", input.Shape);
        network.Normalization.Upload(backend, input.Data, image);
        double total = objective.Evaluate(image, gradient);
        bool isRootInFloat32 = options.Preset.StyleKind == StyleKind.Wasserstein && backendName != BackendCatalogue.Reference;
        AssertTerms(golden, key, objective.Report, total, isRootInFloat32 ? Tolerances.WassersteinTerm : GoldenVerification.LossTolerance);
        float[] found = new float[input.Data.Length];
        backend.Download(gradient, found);
        // Of the variables; the file's is of pixels from 0 to 1.
        for (int i = 0; i < found.Length; i++)
            found[i] *= (float)network.Normalization.Unit;
        Comparison result = Comparison.OfTensor(
            $"{key} gradient", golden.ReadDoubles($"{key}.gradient"), found, GoldenVerification.GradientTolerance);
        Assert.True(result.Passed, result.ToString());
    }

    private static void AssertTerms(SafetensorsFile golden, string key, LossReport report, double total, double styleTolerance)
    {
        double[] expected = golden.ReadDoubles($"{key}.terms");
        string[] names = golden.Metadata[$"terms.{key}"].Split(',');
        LossTerm[] found = [.. report.Terms.Where(term => term.Kind != LossTermKind.TotalVariation || term.Value != 0)];
        Assert.Equal(names, found.Select(term => $"{Word(term.Kind)}:{term.Layer}"));
        for (int i = 0; i < expected.Length; i++)
        {
            double tolerance = found[i].Kind == LossTermKind.Style ? styleTolerance : GoldenVerification.LossTolerance;
            Comparison result = Comparison.OfScalar($"{key} {names[i]}", expected[i], found[i].Value, tolerance);
            Assert.True(result.Passed, result.ToString());
        }

        Assert.Equal(expected.Sum(), total, GoldenVerification.LossTolerance * expected.Sum());
    }

    private static string Word(LossTermKind kind) => kind switch
    {
        LossTermKind.Content => "content",
        LossTermKind.Style => "style",
        _ => "tv",
    };

    /// <summary>The same pixels to half a step of 16 bits; Pillow's are the same 8 bits.</summary>
    private static void AssertSamePixels(SafetensorsFile golden, string name, RgbImage picture)
    {
        if (!golden.Tensors.ContainsKey(name))
            return;
        float[] expected = golden.ReadFloats(name);
        Assert.Equal(expected.Length, picture.Data.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], picture.Data[i], 2e-6f);
    }

    private static RgbImage Picture(SafetensorsFile golden, string name)
    {
        SafetensorsEntry entry = golden.Tensors[name];
        return new RgbImage((int)entry.Shape[2], (int)entry.Shape[1], golden.ReadFloats(name));
    }
}
