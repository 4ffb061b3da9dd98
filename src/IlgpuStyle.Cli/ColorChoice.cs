using System.CommandLine;
using IlgpuStyle.Imaging;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>The options --color, --luminance and --color-match.</summary>
internal sealed class ColorChoice
{
    private static readonly StyleTransferOptions s_defaults = new();

    private static readonly Dictionary<string, ColorRule> s_rules = new()
    {
        ["style"] = ColorRule.Style,
        ["keep"] = ColorRule.Keep,
        ["match"] = ColorRule.Match,
    };

    private static readonly Dictionary<string, LuminanceSpace> s_spaces = new()
    {
        ["yiq"] = LuminanceSpace.Yiq,
        ["lab"] = LuminanceSpace.Lab,
    };

    private static readonly Dictionary<string, ColorMatchMethod> s_methods = new()
    {
        ["symmetric"] = ColorMatchMethod.Symmetric,
        ["pca"] = ColorMatchMethod.Pca,
        ["cholesky"] = ColorMatchMethod.Cholesky,
        ["histogram"] = ColorMatchMethod.Histogram,
    };

    private Option<string> Color { get; } = new("--color")
    {
        Description = "style: the painting's colours; keep: the photo's, only lightness is painted; match: "
            + "the painting gets the photo's colours first. "
            + "Several between commas: one for each painting, where its --region is.",
        DefaultValueFactory = _ => Word.Of(s_defaults.Color, s_rules),
    };

    private Option<string> Luminance { get; } = new("--luminance")
    {
        Description = "Lightness of --color keep: yiq or lab.",
        DefaultValueFactory = _ => Word.Of(s_defaults.Luminance, s_spaces),
    };

    private Option<string> Method { get; } = new("--color-match")
    {
        Description = "How --color match works: symmetric, pca, cholesky (mean and covariance) or histogram.",
        DefaultValueFactory = _ => Word.Of(s_defaults.ColorMatch, s_methods),
    };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Color);
        command.Options.Add(Luminance);
        command.Options.Add(Method);
    }

    /// <summary>The library options with what the user typed.</summary>
    /// <exception cref="InputException">A word is unknown.</exception>
    public StyleTransferOptions Apply(ParseResult parsed, StyleTransferOptions options) => options with
    {
        // Several rules are the paintings' own.
        Color = Rules(parsed) is [ColorRule only] ? only : options.Color,
        Luminance = Word.Choose("--luminance", parsed.GetValue(Luminance)!, s_spaces),
        ColorMatch = Word.Choose("--color-match", parsed.GetValue(Method)!, s_methods),
    };

    /// <summary>The pictures with a rule for each painting, if the user named several.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="pictures">One style picture for each painting.</param>
    /// <exception cref="InputException">Their number is not that of the paintings.</exception>
    public TransferPictures Apply(ParseResult parsed, TransferPictures pictures)
    {
        ColorRule[] rules = Rules(parsed);
        if (rules.Length == 1)
            return pictures;
        if (rules.Length != pictures.Styles.Count)
            throw new InputException(
                $"--color '{parsed.GetValue(Color)}': {rules.Length} rules for {pictures.Styles.Count} "
                    + "paintings; expected one, or one for each.");
        return pictures with { Styles = [.. pictures.Styles.Zip(rules, (style, rule) => style with { Color = rule })] };
    }

    private ColorRule[] Rules(ParseResult parsed) =>
        [.. parsed.GetValue(Color)!.Split(',', StringSplitOptions.TrimEntries).Select(
            word => Word.Choose("--color", word, s_rules))];
}
