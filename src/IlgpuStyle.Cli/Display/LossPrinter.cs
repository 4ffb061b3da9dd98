using System.Globalization;
using IlgpuStyle.Runs.Following;
using IlgpuStyle.Losses;
using IlgpuStyle.Transfer;

namespace IlgpuStyle.Cli.Display;

/// <summary>
/// Prints every term of the loss of the start (step 0) and after every step, one line each: <c>loss STEP KIND LAYER PART VALUE</c>
/// between tabs, with all digits, and a line with the kind <c>total</c>.
/// </summary>
internal sealed class LossPrinter(TextWriter output) : IRunObserver
{
    /// <inheritdoc/>
    public void BeginSize(TransferProgress progress)
    {
        if (progress.TotalIteration == 0)
            Show(progress);
    }

    /// <inheritdoc/>
    public void Show(TransferProgress progress)
    {
        foreach (LossTerm term in progress.Terms.Terms)
            Write(progress.TotalIteration, Word(term.Kind), term.Layer, term.Part, term.Value);
        Write(progress.TotalIteration, "total", "", "", progress.Terms.Total);
    }

    private void Write(int step, string kind, string layer, string part, double value) =>
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"loss\t{step}\t{kind}\t{layer}\t{part}\t{value:R}"));

    /// <summary>What a kind of term is called on the terminal.</summary>
    internal static string Word(LossTermKind kind) => kind switch
    {
        LossTermKind.Content => "content",
        LossTermKind.Style => "style",
        LossTermKind.TotalVariation => "tv",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
