using IlgpuStyle.Imaging;
using IlgpuStyle.Losses;

namespace IlgpuStyle.Transfer;

/// <summary>What a run leaves behind.</summary>
/// <param name="Picture">
/// The last accepted iterate, clamped to [0, 1], at full size (enlarged if the run was interrupted before).
/// </param>
/// <param name="Loss">Its loss at the size of the last stage that ran.</param>
/// <param name="InitialLoss">Loss of that stage's first picture.</param>
/// <param name="Terms">Terms of the last evaluation.</param>
/// <param name="Evaluations">Evaluations of loss and gradient.</param>
/// <param name="EvaluationTime">Time spent inside them.</param>
/// <param name="Elapsed">Time of the whole run.</param>
/// <param name="PeakBytes">Most memory that the backend held.</param>
/// <param name="Ending">Why the run ended.</param>
internal sealed record TransferResult(
    RgbImage Picture, double Loss, double InitialLoss, LossReport Terms, int Evaluations,
    TimeSpan EvaluationTime, TimeSpan Elapsed, long PeakBytes, TransferEnding Ending);
