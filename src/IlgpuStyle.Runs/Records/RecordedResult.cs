using IlgpuStyle.Transfer;

namespace IlgpuStyle.Runs.Records;

/// <summary>
/// How a run ended; nothing in it depends on the time of day or on the speed of the machine.
/// </summary>
/// <param name="Ending">Why it ended.</param>
/// <param name="Steps">Optimiser steps in all.</param>
/// <param name="Evaluations">Evaluations of loss and gradient.</param>
/// <param name="Loss">The picture's loss at the size of the last stage.</param>
internal sealed record RecordedResult(TransferEnding Ending, int Steps, int Evaluations, double Loss);
