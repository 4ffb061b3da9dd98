using System.CommandLine;
using System.CommandLine.Parsing;
using IlgpuStyle.Backends;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>
/// Options that mean nothing beside the others: refused where one run is typed, for whoever types
/// <c>--luminance lab</c> expects to see it. A batch takes them, as its options are defaults of jobs that may
/// differ.
/// </summary>
internal static class IdleOptions
{
    private static readonly IReadOnlyList<(string Name, Func<StyleTransferOptions, string, bool> Counts, string Needs)> s_rules =
    [
        ("--learning-rate", (o, _) => o.Optimizer != OptimizerKind.Lbfgs, "--optimizer lbfgs-fixed, adam or gd: lbfgs finds the length of its steps itself"),
        ("--history", (o, _) => o.Optimizer is OptimizerKind.Lbfgs or OptimizerKind.LbfgsFixedStep, "--optimizer lbfgs or lbfgs-fixed: others keep no curvature pairs"),
        ("--init-noise", (o, _) => o.Init == InitKind.Blend, "--init blend"),
        ("--seed", (o, _) => o.Init is InitKind.Noise or InitKind.Blend or InitKind.Statistics, "--init noise, blend or statistics: this start has no noise in it"),
        ("--luminance", (o, colors) => o.Color == ColorRule.Keep || colors.Contains("keep", StringComparison.Ordinal), "--color keep"),
        ("--color-match", (o, colors) => o.Color == ColorRule.Match || colors.Contains("match", StringComparison.Ordinal), "--color match"),
        ("--stop-window", (o, _) => o.StopBelow > 0, "--stop-below"),
        ("--rescale-pooling", (o, _) => o.Network.Pooling != PoolingKind.Max, "--pooling average or l2: max pooling is what they are scaled to"),
    ];

    /// <summary>Refuses the first such option.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="options">What it means.</param>
    /// <exception cref="InputException">An option was typed that changes nothing.</exception>
    public static void Refuse(ParseResult parsed, StyleTransferOptions options)
    {
        Dictionary<string, OptionResult> typed = parsed.CommandResult.Children.OfType<OptionResult>().Where(o => !o.Implicit)
            .ToDictionary(o => o.Option.Name);
        // The rules of several paintings stand with the pictures, not in the options.
        string colors = typed.TryGetValue("--color", out OptionResult? color)
            ? string.Join(',', color.Tokens)
            : "";
        foreach ((string name, Func<StyleTransferOptions, string, bool> counts, string needs) in s_rules)
        {
            if (typed.ContainsKey(name) && !counts(options, colors))
                throw new InputException($"{name} changes nothing here; expected with {needs}.");
        }

        if (typed.ContainsKey("--save-as") && !typed.ContainsKey("--save-every"))
            throw new InputException("--save-as changes nothing here; expected with --save-every.");
    }
}
