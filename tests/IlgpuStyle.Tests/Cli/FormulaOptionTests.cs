using System.Runtime.InteropServices;
using IlgpuStyle.Imaging;
using IlgpuStyle.Tests.Support;

namespace IlgpuStyle.Tests.Cli;

/// <summary>Presets, formulas, several paintings and masks on the command line: each changes the picture, or the run says why it
/// cannot.</summary>
[Collection("console")]
[Trait("Category", "WholeNetwork")]
public sealed class FormulaOptionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("istyle-").FullName;

    public FormulaOptionTests()
    {
        ImageFile.Write(PathOf("photo.png"), TestPictures.Waves(40, 32, 1));
        ImageFile.Write(PathOf("first.png"), TestPictures.Waves(36, 40, 2));
        ImageFile.Write(PathOf("second.png"), TestPictures.Waves(40, 30, 3));
        ImageFile.Write(PathOf("mask.png"), Halves([1, 1, 1], [0, 0, 0]));
        ImageFile.Write(PathOf("map.png"), Halves([1, 0, 0], [0, 0, 1]));
        Directory.CreateDirectory(PathOf("folder"));
        File.Copy(PathOf("first.png"), PathOf("folder/a.png"));
        File.Copy(PathOf("second.png"), PathOf("folder/b.png"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Transfer_EveryFormulaOption_ChangesThePicture()
    {
        string[][] variants =
        [
            [],
            ["--style-kind", "gram"],
            ["--style-kind", "shifted-gram"],
            ["--style-kind", "shifted-gram", "--activation-shift", "0.5"],
            ["--style-kind", "wasserstein"],
            ["--style-kind", "nearest"],
            ["--style-kind", "nearest", "--match-patch", "2"],
            ["--style-kind", "sliced"],
            ["--style-kind", "sliced", "--directions", "3"],
            ["--style-kind", "emd"],
            ["--style-kind", "emd", "--samples", "40"],
            ["--content-kind", "self-similarity"],
            ["--laplacian", "100"],
            ["--laplacian", "100", "--laplacian-pool", "2"],
            ["--attract", "{second.png}"],
            ["--style-scales", "0.5,1.5"],
            ["--coarse-style", "{second.png}"],
            ["--style-profile", "inverse-square"],
            ["--style-profile", "geometric"],
            ["--style-profile", "geometric:2"],
            ["--tv-color", "100"],
            ["--tv-kind", "absolute"],
            ["--tv-kind", "power:1.25"],
            ["--content-normalization", "mean"],
            ["--normalize-weights"],
            ["--color", "restore"],
            ["--color", "restore", "--luminance", "lab"],
            ["--init", "grey"],
            ["--init", "uniform"],
            ["--init", "uniform", "--seed", "2"],
            ["--optimizer", "adam", "--adam-beta1", "0.5"],
            ["--optimizer", "adam", "--adam-beta2", "0.9"],
            ["--optimizer", "adam", "--adam-epsilon", "0.1"],
            ["--optimizer", "adam", "--learning-rate-decay", "0.5"],
            ["--pooling", "max"],
            ["--pooling", "l2"],
            ["--pooling", "l2", "--rescale-pooling"],
            ["--first-padding", "reflect"],
            ["--precondition", "none"],
            ["--optimizer", "adam"],
            ["--optimizer", "adam", "--normalize-gradients"],
            ["--content-mask", "{mask.png}"],
            ["--content-mask", "{mask.png}:inverse"],
            ["--style-mask", "{mask.png}"],
            ["--region", "{mask.png}"],
            ["--region", "{map.png}:0000FF"],
            ["--pin", "{mask.png}"],
            ["--color-regions", "{map.png},{map.png}"],
        ];
        AssertAllDiffer(variants, "first.png");
    }

    [Theory]
    [InlineData("--tv-color 3 --preset gatys",
        "--tv-color changes nothing here; expected with --tv-weight: the preset has no total variation.")]
    [InlineData("--tv-color 3 --preset neural-style", "colour counts apart only where total variation is the squares")]
    [InlineData("--tv-color -1", "--tv-color '-1': expected 0 or more.")]
    public void Transfer_VariationOfColorWithoutUse_IsRefusedInOneLine(string words, string expected)
    {
        (int code, _, string error) = Call("first.png", words.Split(' '));
        Assert.Equal(1, code);
        Assert.Contains(expected, error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Transfer_SeveralPaintings_AreBlendedAsAsked()
    {
        string[] pictures =
        [
            Run(PathOf("first.png")),
            Run($"{PathOf("first.png")},{PathOf("second.png")}"),
            Run($"{PathOf("first.png")},{PathOf("second.png")}:3"),
            Run($"{PathOf("first.png")},{PathOf("second.png")}", "--style-scale", "1,0.5"),
            Run($"{PathOf("first.png")},{PathOf("second.png")}", "--style-scale", "0.5,1"),
            Run($"{PathOf("first.png")},{PathOf("second.png")}", "--style-blend", "losses"),
            Run($"{PathOf("first.png")},{PathOf("second.png")}", "--region", PathOf("mask.png")),
            Run($"{PathOf("first.png")},{PathOf("second.png")}", "--region", $"{PathOf("mask.png")},{PathOf("mask.png")}"),
            Run($"{PathOf("first.png")},{PathOf("second.png")}", "--style-mask", $"-,{PathOf("mask.png")}"),
        ];
        Assert.Equal(pictures.Length, pictures.Distinct().Count());
        Assert.Equal(pictures[1], Run(PathOf("folder")));
    }

    [Fact]
    public void Transfer_SeveralScales_AreThePaintingsNamedOnceForEach()
    {
        (string first, string second) = (PathOf("first.png"), PathOf("second.png"));
        Assert.Equal(
            Run($"{first}:2,{first}:2,{second},{second}", "--style-scale", "0.5,1.5,0.5,1.5"),
            Run($"{first}:2,{second}", "--style-scales", "0.5,1.5"));
    }

    [Fact]
    public void Transfer_CoarseStyle_LendsTheDeepLayersAlone()
    {
        string[] first = StartOf("first.png"), second = StartOf("second.png");
        string[] both = StartOf("first.png", "--coarse-style", PathOf("second.png"));
        string[] layers = ["conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3"];
        Assert.Equal(layers.Length, both.Length);
        for (int i = 0; i < layers.Length; i++)
        {
            Assert.StartsWith($"loss\t0\tstyle\t{layers[i]}\t", both[i], StringComparison.Ordinal);
            Assert.NotEqual(first[i], second[i]);
            Assert.Equal(i < 4 ? first[i] : second[i], both[i]);
        }
    }

    [Fact]
    public void Transfer_ColorRules_ActInTheRegionsOfTheirPaintings()
    {
        string two = $"{PathOf("first.png")},{PathOf("second.png")}";
        string[] region = ["--region", PathOf("mask.png"), "--color"];
        string[] pictures =
        [
            Run(two, [.. region, "style"]),
            Run(two, [.. region, "keep"]),
            Run(two, [.. region, "keep,style"]),
            Run(two, [.. region, "style,keep"]),
            Run(two, [.. region, "match,style"]),
            Run(two, [.. region, "match"]),
            Run(two, [.. region, "match", "--style-mask", PathOf("mask.png")]),
            Run(two, "--color", "match"),
        ];
        Assert.Equal(pictures.Length, pictures.Distinct().Count());
        Assert.Equal(pictures[1], Run(two, [.. region, "keep,keep"]));
    }

    [Fact]
    public void Transfer_Exact_TakesTheToolsSettingsAndTypedOnesWin()
    {
        (int code, string text, string error) =
            Call("first.png", "--preset", "neural-style", "--exact", "--size", "40", "-n", "2", "--scales", "1");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("40×32", text);
        Assert.Contains("2/2", text);
        // Torch's first step is too short to be seen in 8 bits: the losses tell the variants apart.
        string[] variants =
        [
            Losses("--optimizer", "lbfgs-fixed"),
            Losses("--exact"),
            Losses("--exact", "--optimizer", "adam"),
            Losses("--exact", "--pooling", "average"),
            Losses("--exact", "--padding", "reflect"),
            Losses("--exact", "--init", "matched"),
        ];
        Assert.Equal(variants.Length, variants.Distinct().Count());
        Assert.Equal(variants[1], Losses("--exact", "--init", "content"));
    }

    // neural-style's total variation is in the gradient alone: the second step's losses show it.
    [Fact]
    public void Transfer_ExactWithAWeightOfTotalVariation_HasItInTheToolsUnit()
    {
        string exact = Losses("--exact", "--optimizer", "adam");
        Assert.Equal(exact, Losses("--exact", "--optimizer", "adam", "--tv-weight", "1e-3"));
        Assert.NotEqual(exact, Losses("--exact", "--optimizer", "adam", "--tv-weight", "0"));
    }

    // A box and the preconditioner exclude each other: it is taken where there is none.
    [Fact]
    public void Plan_ExactWithLbfgs_HasNoBoxUnlessOneIsTyped()
    {
        string[] words = ["plan", PathOf("photo.png"), PathOf("first.png"), "--backend", "simd", "--size", "40", "--preset", "crowsonkb",
            "--exact"];
        string[] lbfgs = [.. words, "--optimizer", "lbfgs", "--precondition", "pyramid"];
        Assert.Equal((0, ""), (CommandRun.Of(lbfgs).Code, CommandRun.Of(lbfgs).Error));
        Assert.Equal(1, CommandRun.Of([.. lbfgs, "--box", "0:1"]).Code);
    }

    [Theory]
    [InlineData("neural-style", "iterations: 3 at 40×32", "-n", "3")]
    [InlineData("neural-style", "iterations: 1000 at 40×32")]
    [InlineData("crowsonkb", "iterations: 1000 at 141×113, 500 at 200×160", "--size", "200")]
    [InlineData("crowsonkb", "iterations: 3 at 200×160", "--size", "200", "--scales", "1", "-n", "3")]
    public void Plan_ExactSizesAndSteps_AreTheToolsWhereNoneWereTyped(string tool, string expected, params string[] options)
    {
        string[] size = options.Contains("--size") ? [] : ["--size", "40"];
        (int code, string text, string error) = CommandRun.Of(
            ["plan", PathOf("photo.png"), PathOf("first.png"), "--backend", "simd", "--preset", tool, "--exact", .. size, .. options]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"{expected}\n", text);
    }

    [Fact]
    public void Transfer_PrintLosses_PrintsEveryTermOfEveryStep()
    {
        (_, string text, _) = Call("first.png", "--size", "40", "-n", "2", "--scales", "1", "--preset", "neural-style-pt",
            "--init", "content", "--print-losses");
        string[][] lines = [.. text.Split('\n').Where(l => l.StartsWith("loss\t")).Select(l => l.TrimEnd().Split('\t'))];
        Assert.Equal(3 * (1 + 5 + 1 + 1), lines.Length);
        Assert.Equal(["loss", "0", "content", "conv4_2", "", "0"], lines[0]);
        Assert.Equal(["loss", "1", "content", "conv4_2", ""], lines[8][..5]);
        double[] first = [.. lines[..8].Select(l => double.Parse(l[5], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(first[7], first[..7].Sum(), 1e-9 * first[7]);
        (_, string quiet, _) = Call("first.png", "--size", "40", "-n", "1", "--scales", "1");
        Assert.DoesNotContain("loss\t", quiet);
    }

    [Theory]
    [InlineData("--exact", null, "painterly")]
    [InlineData("--normalize-gradients", null, "lbfgs-fixed")]
    [InlineData("--style-profile", "steep", "inverse-square")]
    [InlineData("--style-profile", "geometric:0", "positive")]
    [InlineData("--style-kind", "cosine", "wasserstein")]
    [InlineData("--style-blend", "half", "statistics")]
    [InlineData("--activation-shift", "1", "shifted-gram")]
    [InlineData("--first-padding", "wrap", "replicate")]
    [InlineData("--pin", "{nothing.png}", "nothing.png")]
    [InlineData("--region", "{mask.png}:blue", "RRGGBB")]
    [InlineData("--region", "{mask.png}:00FF00", "empty")]
    [InlineData("--region", "{mask.png},{mask.png}", "2 masks for 1 painting")]
    [InlineData("--color-regions", "{map.png}", "expected 2 maps")]
    [InlineData("--color", "keep,style", "2 rules for 1 painting")]
    [InlineData("--color", "keep,paint", "match")]
    [InlineData("--style-scale", "1,2", "2 scales for 1 painting")]
    [InlineData("--style-scale", "0", "more than 0 and at most 8")]
    [InlineData("--style-scales", "0.5,-1", "more than 0 and at most 8")]
    [InlineData("--style-scales", "1,1,1,1,1,1,1,1,1", "9 numbers; expected at most 8")]
    [InlineData("--style-scales", "1 --style-scale 2", "--style-scale and --style-scales exclude each other")]
    [InlineData("--style-scales", "1 --style-size 40", "--style-scales and --style-size exclude each other")]
    [InlineData("--coarse-style", "{second.png} --style-layers conv1_1,conv2_1", "expected layers of both sorts")]
    [InlineData("--coarse-style", "{second.png} --style-kind sliced", "leave out the coarse style")]
    [InlineData("--color-regions", "{photo.png},{map.png}", "plain colours")]
    public void Transfer_UnusableWord_IsOneLineThatSaysWhatIsExpected(string option, string? value, string expected)
    {
        (int code, _, string error) = Call("first.png", value is null ? [option] : [option, .. Filled(value).Split(' ')]);
        Assert.Equal(1, code);
        Assert.Contains(expected, error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void Transfer_PaintingWithABadWeight_SaysWhatIsExpected()
    {
        (int code, _, string error) = Call("first.png:heavy");
        Assert.Equal(1, code);
        Assert.Contains("FILE:WEIGHT", error);
    }

    private void AssertAllDiffer(string[][] variants, string painting)
    {
        Dictionary<string, string> seen = [];
        foreach (string[] variant in variants)
        {
            string picture = Run(PathOf(painting), [.. variant.Select(Filled)]);
            string words = string.Join(' ', variant);
            Assert.True(seen.TryAdd(picture, words), $"'{words}' gives the picture of '{seen.GetValueOrDefault(picture)}'");
        }
    }

    /// <summary>The pixels after four steps, as text; the file also holds the words that made it.</summary>
    private string Run(string painting, params string[] options)
    {
        string output = PathOf("out.png");
        File.Delete(output);
        (int code, _, string error) = CommandRun.Of(
            ["transfer", PathOf("photo.png"), painting, "-o", output, "--size", "40", "-n", "4", "--scales", "1", "--backend", "simd",
                .. options]);
        Assert.Equal((0, ""), (code, error));
        return Convert.ToHexString(MemoryMarshal.AsBytes<float>(ImageFile.Read(output).Data));
    }

    /// <summary>The style terms of the photo itself.</summary>
    private string[] StartOf(string painting, params string[] options)
    {
        (int code, string text, string error) = Call(
            painting, ["--size", "40", "-n", "0", "--init", "content", "--scales", "1", "--print-losses", .. options]);
        Assert.Equal((0, ""), (code, error));
        return [.. text.Split('\n').Where(line => line.StartsWith("loss\t0\tstyle", StringComparison.Ordinal))];
    }

    /// <summary>Every printed term of two steps with neural-style's formula.</summary>
    private string Losses(params string[] options)
    {
        (int code, string text, string error) = Call(
            "first.png", ["--preset", "neural-style", "--size", "40", "-n", "2", "--scales", "1", "--print-losses", .. options]);
        Assert.Equal((0, ""), (code, error));
        return string.Join('\n', text.Split('\n').Where(line => line.StartsWith("loss\t")));
    }

    private (int Code, string Text, string Error) Call(string painting, params string[] options) => CommandRun.Of(
        ["transfer", PathOf("photo.png"), PathOf(painting), "-o", PathOf("out.png"), "--backend", "simd", .. options]);

    private string Filled(string word) =>
        System.Text.RegularExpressions.Regex.Replace(word, @"\{([^}]+)\}", match => PathOf(match.Groups[1].Value));

    private string PathOf(string name) => Path.Combine(_folder, name);

    private static RgbImage Halves(float[] left, float[] right)
    {
        RgbImage picture = new(40, 32);
        for (int i = 0; i < picture.Data.Length; i++)
            picture.Data[i] = (i % 40 < 20 ? left : right)[i / (40 * 32)];
        return picture;
    }
}
