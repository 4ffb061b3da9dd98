using IlgpuStyle.Transfer;

namespace IlgpuStyle.Preview;

/// <summary>One optimiser step as the page draws it.</summary>
/// <param name="Step">Steps done in the whole run.</param>
/// <param name="Scale">Stage, from 1.</param>
/// <param name="Size">"640×427".</param>
/// <param name="Iteration">Steps done in this stage.</param>
/// <param name="Iterations">Steps that this stage will have.</param>
/// <param name="Loss">Of the current picture.</param>
/// <param name="Content">Sum of the content terms.</param>
/// <param name="Style">Sum of the style terms.</param>
/// <param name="TotalVariation">The total variation term.</param>
/// <param name="Layers">Every term by name, such as "style conv1_1".</param>
/// <param name="SecondsPerEvaluation">Mean over this stage.</param>
/// <param name="Elapsed">Seconds since the start.</param>
/// <param name="Remaining">Estimated seconds to the end.</param>
/// <param name="Memory">Bytes that the process holds.</param>
internal sealed record PreviewStep(
    int Step, int Scale, string Size, int Iteration, int Iterations, double Loss, double Content,
    double Style, double TotalVariation,
    IReadOnlyDictionary<string, double> Layers, double SecondsPerEvaluation, double Elapsed, double Remaining, long Memory)
{
    /// <summary>What of a step the page shows.</summary>
    public static PreviewStep Of(TransferProgress progress) => new(
        progress.TotalIteration, progress.Scale, $"{progress.Width}×{progress.Height}", progress.Iteration,
        progress.Iterations, progress.Loss,
        progress.Terms.Content, progress.Terms.Style, progress.Terms.TotalVariation,
        progress.Terms.Terms.Where(term => term.Layer.Length > 0)
            .GroupBy(
                term => $"{(term.Kind == Losses.LossTermKind.Content ? "content" : "style")} {term.Layer}")
            .ToDictionary(group => group.Key, group => group.Sum(term => term.Value)),
        progress.SecondsPerEvaluation, progress.Elapsed.TotalSeconds, progress.Remaining.TotalSeconds, Environment.WorkingSet);
}
