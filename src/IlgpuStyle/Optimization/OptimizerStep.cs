namespace IlgpuStyle.Optimization;

/// <summary>What one iteration of an optimiser did.</summary>
/// <param name="Loss">f at the x that the step left behind.</param>
/// <param name="GradientNorm">‖∇f‖₂ there; with box constraints, of the part that does not push against an
/// active bound (L-BFGS).</param>
/// <param name="StepLength">t in x ← x + t·d for L-BFGS, the learning rate otherwise; 0 if x did not
/// move.</param>
/// <param name="Evaluations">Calls of the objective in this step.</param>
/// <param name="Status">How it went and whether to go on.</param>
internal readonly record struct OptimizerStep(
    double Loss, double GradientNorm, double StepLength, int Evaluations, OptimizerStatus Status);
