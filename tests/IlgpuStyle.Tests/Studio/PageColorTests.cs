using System.Globalization;
using System.Text.RegularExpressions;
using IlgpuStyle.Studio;

namespace IlgpuStyle.Tests.Studio;

/// <summary>Contrast of the page's colours, light and dark, from its style sheets: WCAG 2.2, level AA.</summary>
public sealed partial class PageColorTests
{
    // 1.4.3 for text, 1.4.11 for what must be seen to be used.
    private const double Text = 4.5, Control = 3;

    [Theory]
    [InlineData("ink", "wall", Text)]
    [InlineData("ink", "mat", Text)]
    [InlineData("ink", "paper", Text)]
    [InlineData("ink", "tint", Text)]
    [InlineData("soft", "wall", Text)]
    [InlineData("soft", "mat", Text)]
    [InlineData("soft", "paper", Text)]
    [InlineData("soft", "tint", Text)]
    [InlineData("accent", "wall", Text)]
    [InlineData("accent", "paper", Text)]
    [InlineData("on-accent", "accent", Text)]
    [InlineData("danger", "wall", Text)]
    [InlineData("danger", "paper", Text)]
    [InlineData("edge", "wall", Control)]
    [InlineData("edge", "paper", Control)]
    [InlineData("accent", "mat", Control)]
    [InlineData("content", "paper", Control)]
    [InlineData("style", "paper", Control)]
    [InlineData("tv", "paper", Control)]
    public void Pair_InBothSchemes_CanBeRead(string front, string ground, double least)
    {
        Dictionary<string, (string Light, string Dark)> colors = Variable().Matches(Css("base.css")).ToDictionary(
            match => match.Groups[1].Value, match => (match.Groups[2].Value, match.Groups[3].Value));
        Assert.InRange(Contrast(colors[front].Light, colors[ground].Light), least, 21);
        Assert.InRange(Contrast(colors[front].Dark, colors[ground].Dark), least, 21);
    }

    [Fact]
    public void Rules_WithColorsOfTheirOwn_CanBeRead()
    {
        Match[] rules = [.. PageFiles.Names.Where(name => name.EndsWith(".css", StringComparison.Ordinal))
            .SelectMany(name => Rule().Matches(Css(Path.GetFileName(name))))];
        Assert.True(rules.Length >= 3);
        Assert.All(rules, rule =>
        {
            Assert.InRange(Contrast(rule.Groups[1].Value, rule.Groups[3].Value), Text, 21);
            Assert.InRange(Contrast(rule.Groups[2].Value, rule.Groups[4].Value), Text, 21);
        });
    }

    [Fact]
    public void Contrast_OfBlackAndWhite_Is21() => Assert.Equal(21, Contrast("#000", "#ffffff"), 6);

    [GeneratedRegex(@"--([a-z-]+):\s*light-dark\((#[0-9a-f]+),\s*(#[0-9a-f]+)\);")]
    private static partial Regex Variable();

    [GeneratedRegex(@"background:\s*light-dark\((#[0-9a-f]+),\s*(#[0-9a-f]+)\);\s*color:\s*light-dark\((#[0-9a-f]+),\s*(#[0-9a-f]+)\)")]
    private static partial Regex Rule();

    private static string Css(string name)
    {
        using StreamReader reader = new(PageFiles.Open("css/" + name)!);
        return reader.ReadToEnd();
    }

    private static double Contrast(string one, string other)
    {
        double first = Luminance(one) + 0.05, second = Luminance(other) + 0.05;
        return Math.Max(first, second) / Math.Min(first, second);
    }

    // sRGB's relative luminance.
    private static double Luminance(string color)
    {
        string digits = color.TrimStart('#');
        if (digits.Length == 3)
            digits = string.Concat(digits.Select(digit => $"{digit}{digit}"));
        double Linear(int at)
        {
            double value = int.Parse(digits.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Linear(0)) + (0.7152 * Linear(2)) + (0.0722 * Linear(4));
    }
}
