using System.CommandLine;
using System.CommandLine.Parsing;
using IlgpuStyle.Backends;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli;

/// <summary>
/// Options that mean nothing beside the others: refused where one run is typed, for whoever types <c>--luminance lab</c> expects to see it.
/// A batch takes them, as its options are defaults of jobs that may differ.
/// </summary>
internal static class IdleOptions
{
    private static readonly IReadOnlyList<(string Name, Func<StyleTransferOptions, bool> Counts, string Needs)> s_rules =
    [
        ("--learning-rate", o => o.Optimizer != OptimizerKind.Lbfgs, "--optimizer lbfgs-fixed, adam or gd: lbfgs finds the length of its steps itself"),
        ("--history", o => o.Optimizer is OptimizerKind.Lbfgs or OptimizerKind.LbfgsFixedStep, "--optimizer lbfgs or lbfgs-fixed: others keep no curvature pairs"),
        ("--init-noise", o => o.Init == InitKind.Blend, "--init blend"),
        ("--seed", o => o.Init is InitKind.Noise or InitKind.Blend or InitKind.Statistics, "--init noise, blend or statistics: this start has no noise in it"),
        ("--luminance", o => o.Color == ColorRule.Keep, "--color keep"),
        ("--color-match", o => o.Color == ColorRule.Match, "--color match"),
        ("--stop-window", o => o.StopBelow > 0, "--stop-below"),
        ("--rescale-pooling", o => o.Network.Pooling != PoolingKind.Max, "--pooling average or l2: max pooling is what they are scaled to"),
    ];

    /// <summary>Refuses the first such option.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="options">What it means.</param>
    /// <exception cref="InputException">An option was typed that changes nothing.</exception>
    public static void Refuse(ParseResult parsed, StyleTransferOptions options)
    {
        HashSet<string> typed = [.. parsed.CommandResult.Children.OfType<OptionResult>().Where(o => !o.Implicit).Select(o => o.Option.Name)];
        foreach ((string name, Func<StyleTransferOptions, bool> counts, string needs) in s_rules)
        {
            if (typed.Contains(name) && !counts(options))
                throw new InputException($"{name} changes nothing here; expected with {needs}.");
        }

        if (typed.Contains("--save-as") && !typed.Contains("--save-every"))
            throw new InputException("--save-as changes nothing here; expected with --save-every.");
    }
}
