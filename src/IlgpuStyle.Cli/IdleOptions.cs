using System.CommandLine;
using System.CommandLine.Parsing;
using IlgpuStyle.Backends;
using IlgpuStyle.Network;
using IlgpuStyle.Transfer;
using IlgpuStyle.Weights;

namespace IlgpuStyle.Cli;

/// <summary>
/// Options that mean nothing beside the others: refused where one run is typed, for whoever types
/// <c>--luminance lab</c> expects to see it. A batch takes them, as its options are defaults of jobs that may
/// differ.
/// </summary>
internal static class IdleOptions
{
    private static readonly IReadOnlyList<(string Name, Func<TypedRun, bool> Counts, string Needs)> s_rules =
    [
        ("--learning-rate", run => run.Options.Optimizer != OptimizerKind.Lbfgs,
            "--optimizer lbfgs-fixed, adam or gd: lbfgs finds the length of its steps itself"),
        ("--history", run => run.Options.Optimizer is OptimizerKind.Lbfgs or OptimizerKind.LbfgsFixedStep,
            "--optimizer lbfgs or lbfgs-fixed: others keep no curvature pairs"),
        ("--precondition", run => run.Options is { Optimizer: OptimizerKind.Lbfgs, Box: null },
            "--optimizer lbfgs and no --box: all others work on plain pixels"),
        ("--init-noise", run => run.Options.Init == InitKind.Blend, "--init blend"),
        ("--seed", run => run.Options.Init is InitKind.Noise or InitKind.Blend or InitKind.Statistics,
            "--init noise, blend or statistics: this start has no noise in it"),
        ("--luminance", run => run.Has(ColorRule.Keep, "keep"), "--color keep"),
        ("--color-match", run => run.Has(ColorRule.Match, "match"), "--color match"),
        ("--style-blend", run => run.Paintings > 1, "several paintings: there is nothing to blend"),
        ("--stop-window", run => run.Options.StopBelow > 0, "--stop-below"),
        ("--rescale-pooling", run => run.Pooling != PoolingKind.Max,
            "--pooling average or l2: max pooling is what they are scaled to"),
    ];

    /// <summary>Refuses the first such option.</summary>
    /// <param name="parsed">What the user typed.</param>
    /// <param name="options">What it means.</param>
    /// <param name="paintings">Number of paintings.</param>
    /// <param name="weights">The network, which may decide the pooling.</param>
    /// <exception cref="InputException">An option was typed that changes nothing.</exception>
    public static void Refuse(
        ParseResult parsed, StyleTransferOptions options, int paintings, WeightsMetadata weights)
    {
        Dictionary<string, OptionResult> typed = parsed.CommandResult.Children.OfType<OptionResult>()
            .Where(o => !o.Implicit).ToDictionary(o => o.Option.Name);
        string colors = typed.TryGetValue("--color", out OptionResult? color)
            ? string.Join(',', color.Tokens)
            : "";
        TypedRun run = new(
            options, colors, paintings, options.Network.Pooling ?? PreparedNetwork.DefaultPooling(weights));
        foreach ((string name, Func<TypedRun, bool> counts, string needs) in s_rules)
        {
            if (typed.ContainsKey(name) && !counts(run))
                throw new InputException($"{name} changes nothing here; expected with {needs}.");
        }

        if (typed.ContainsKey("--save-as") && !typed.ContainsKey("--save-every"))
            throw new InputException("--save-as changes nothing here; expected with --save-every.");
    }

    /// <summary>What the rules look at.</summary>
    /// <param name="Options">The library options.</param>
    /// <param name="Colors">
    /// The words of --color: rules of several paintings stand with the pictures, not in the options.
    /// </param>
    /// <param name="Paintings">Number of paintings.</param>
    /// <param name="Pooling">The option's, or what the weights file says.</param>
    private sealed record TypedRun(
        StyleTransferOptions Options, string Colors, int Paintings, PoolingKind Pooling)
    {
        public bool Has(ColorRule rule, string word) =>
            Options.Color == rule || Colors.Contains(word, StringComparison.Ordinal);
    }
}
